import type { StoredCapture, StoredDispute } from './paypal-tables.ts';
import { viewDispute } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';

const respondWithinMs = 10 * 24 * 3_600_000;
const chargebackFeeMinor = 2_000;

/** How a dispute ends, in PayPal's words. */
export type DisputeOutcome =
  | 'RESOLVED_BUYER_FAVOUR'
  | 'RESOLVED_SELLER_FAVOUR'
  | 'RESOLVED_WITH_PAYOUT'
  | 'CANCELED_BY_BUYER'
  | 'ACCEPTED';

const losing: readonly DisputeOutcome[] = ['RESOLVED_BUYER_FAVOUR', 'ACCEPTED'];

function book(world: PayPalWorld, dispute: StoredDispute, code: string, amountMinor: number): void {
  const id = paypalId();
  const { captureId, currency } = dispute;
  const capture = world.tables.captures.get(captureId);
  const references = { customId: capture?.customId ?? null, invoiceId: null };
  const line = { id, code, about: captureId, amountMinor, feeMinor: 0, currency, ...references };
  world.tables.transactions.put(id, { ...line, atMs: world.clock.nowMs() });
}

/** Money moved between the account and the payer because of a dispute. */
function move(world: PayPalWorld, dispute: StoredDispute, type: 'DEBIT' | 'CREDIT', code: string): StoredDispute {
  const { amountMinor } = dispute;
  book(world, dispute, code, type === 'DEBIT' ? -amountMinor : amountMinor);
  const movements = [...dispute.movements, { type, amountMinor, atMs: world.clock.nowMs() }];
  const capture = world.tables.captures.get(dispute.captureId);
  world.fact(type === 'DEBIT' ? 'dispute.withdrawn' : 'dispute.reinstated', capture?.customId ?? null, {
    dispute: dispute.id,
    charge: dispute.captureId,
    amount: amountMinor,
    currency: dispute.currency.toLowerCase(),
  });
  return { ...dispute, movements };
}

/** A chargeback takes the amount and a fee from the account at once. */
function chargeBack(world: PayPalWorld, dispute: StoredDispute): StoredDispute {
  book(world, dispute, 'T0106', -chargebackFeeMinor);
  return move(world, dispute, 'DEBIT', 'T1201');
}

function save(world: PayPalWorld, dispute: StoredDispute, event: 'CREATED' | 'UPDATED' | 'RESOLVED'): StoredDispute {
  world.tables.disputes.put(dispute.id, dispute);
  world.emit(`CUSTOMER.DISPUTE.${event}`, 'dispute', viewDispute(world, dispute), dispute.id);
  return dispute;
}

/** Opens a dispute of a capture: an inquiry moves nothing yet, a chargeback takes the money. */
export function openDispute(
  world: PayPalWorld,
  capture: StoredCapture,
  asked: {
    readonly stage: 'INQUIRY' | 'CHARGEBACK';
    readonly reason: string;
    readonly amountMinor?: number | undefined;
  },
): StoredDispute {
  const now = world.clock.nowMs();
  const opened: StoredDispute = {
    id: `PP-D-${paypalId().slice(0, 9)}`,
    createdMs: now,
    updatedMs: now,
    captureId: capture.id,
    amountMinor: asked.amountMinor ?? capture.amountMinor,
    currency: capture.currency,
    reason: asked.reason,
    stage: asked.stage,
    status: asked.stage === 'INQUIRY' ? 'OPEN' : 'WAITING_FOR_SELLER_RESPONSE',
    outcome: null,
    respondByMs: now + respondWithinMs,
    movements: [],
  };
  return save(world, asked.stage === 'CHARGEBACK' ? chargeBack(world, opened) : opened, 'CREATED');
}

/** An inquiry becomes a chargeback. */
export function escalateDispute(world: PayPalWorld, dispute: StoredDispute): StoredDispute {
  const updatedMs = world.clock.nowMs();
  const escalated: StoredDispute = {
    ...dispute,
    stage: 'CHARGEBACK',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    updatedMs,
  };
  return save(world, chargeBack(world, escalated), 'UPDATED');
}

/** Ends a dispute: what was taken is given back or kept, and an inquiry that is lost takes the money now. */
export function resolveDispute(world: PayPalWorld, dispute: StoredDispute, outcome: DisputeOutcome): StoredDispute {
  const updatedMs = world.clock.nowMs();
  const resolved: StoredDispute = { ...dispute, status: 'RESOLVED', outcome, respondByMs: null, updatedMs };
  const isTaken = dispute.movements.length > 0;
  const isLost = losing.includes(outcome);
  if (isLost && !isTaken) return save(world, move(world, resolved, 'DEBIT', 'T1106'), 'RESOLVED');
  if (!isLost && isTaken) return save(world, move(world, resolved, 'CREDIT', 'T1202'), 'RESOLVED');
  return save(world, resolved, 'RESOLVED');
}
