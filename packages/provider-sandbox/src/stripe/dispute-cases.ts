import type Stripe from 'stripe';
import { bookBalance } from './book-balance.ts';
import { type DisputeOpening, newDispute } from './dispute-object.ts';
import { settleWarnings } from './fraud-warnings.ts';
import type { StripeWorld } from './stripe-world.ts';

/** What a disputed payment costs beside its amount, in minor units of the settlement currency. */
const disputeFeeMinor = 1_500;

/** What may happen to a dispute that stands. */
export type DisputeStep =
  | { readonly to: 'escalated' | 'answered' | 'won' | 'lost' | 'inquiry_closed' | 'prevented' | 'appealed' }
  /** A status this sandbox, and perhaps its caller, has never heard of. */
  | { readonly to: 'status'; readonly status: string };

const isInquiry = (status: string): boolean => status.startsWith('warning_');
const isOver = (status: string): boolean => ['won', 'lost', 'warning_closed', 'prevented'].includes(status);

function put(world: StripeWorld, dispute: Stripe.Dispute): Stripe.Dispute {
  world.tables.disputes.put(dispute.id, dispute);
  return dispute;
}

function withdraw(world: StripeWorld, dispute: Stripe.Dispute): Stripe.Dispute {
  const { amount, charge, currency, id } = dispute;
  const source = { id, description: `Chargeback withdrawal for ${String(charge)}` };
  const booking = { kind: 'dispute', source, amountMinor: -amount, currency, feeMinor: disputeFeeMinor } as const;
  const withdrawn = put(world, {
    ...dispute,
    is_charge_refundable: false,
    balance_transactions: [...dispute.balance_transactions, bookBalance(world, booking)],
  });
  world.journal.fact({ type: 'dispute.withdrawn', dispute: id, charge, amount, currency });
  world.emit('charge.dispute.funds_withdrawn', withdrawn);
  return withdrawn;
}

function reinstate(world: StripeWorld, dispute: Stripe.Dispute): Stripe.Dispute {
  const { amount, charge, currency, id } = dispute;
  const source = { id, description: `Chargeback reversal for ${String(charge)}` };
  const booked = bookBalance(world, { kind: 'dispute_reversal', source, amountMinor: amount, currency });
  const reinstated = put(world, { ...dispute, balance_transactions: [...dispute.balance_transactions, booked] });
  world.journal.fact({ type: 'dispute.reinstated', dispute: id, charge, amount, currency });
  world.emit('charge.dispute.funds_reinstated', reinstated);
  return reinstated;
}

/**
 * Opens a dispute on a captured charge: an inquiry moves nothing, a chargeback takes the amount and a fee at once.
 * https://docs.stripe.com/disputes/how-disputes-work
 */
export function openDispute(world: StripeWorld, charge: Stripe.Charge, opening: DisputeOpening): Stripe.Dispute {
  const dispute = put(world, newDispute(charge, opening, world.clock.nowSeconds()));
  world.tables.charges.put(charge.id, { ...charge, ...world.tables.charges.get(charge.id), disputed: true });
  const { amount, currency, id, reason, status } = dispute;
  world.journal.fact({ type: 'dispute.opened', dispute: id, charge: charge.id, status, reason, amount, currency });
  world.emit('charge.dispute.created', dispute);
  settleWarnings(world, charge.id);
  return opening.kind === 'inquiry' ? dispute : withdraw(world, dispute);
}

function close(world: StripeWorld, dispute: Stripe.Dispute, status: Stripe.Dispute.Status): Stripe.Dispute {
  const closed = put(world, { ...dispute, status });
  world.journal.fact({ type: 'dispute.closed', dispute: dispute.id, charge: dispute.charge, status });
  world.emit('charge.dispute.closed', closed);
  return closed;
}

function update(world: StripeWorld, dispute: Stripe.Dispute, status: Stripe.Dispute.Status): Stripe.Dispute {
  const updated = put(world, { ...dispute, status });
  world.journal.fact({ type: 'dispute.updated', dispute: dispute.id, charge: dispute.charge, status });
  world.emit('charge.dispute.updated', updated);
  return updated;
}

function answered(world: StripeWorld, dispute: Stripe.Dispute): Stripe.Dispute {
  const evidence_details = { ...dispute.evidence_details, has_evidence: true, submission_count: 1 };
  const status = isInquiry(dispute.status) ? 'warning_under_review' : 'under_review';
  return update(world, { ...dispute, evidence_details }, status);
}

/** Why a dispute cannot go there, or undefined. */
export function stepRefusal({ status }: Stripe.Dispute, step: DisputeStep): string | undefined {
  if (step.to === 'status') return undefined;
  if (step.to === 'appealed') return status === 'lost' ? undefined : 'Only a lost dispute can be appealed';
  if (isOver(status)) return `The dispute is over: it is ${status}`;
  const needsInquiry = step.to === 'escalated' || step.to === 'inquiry_closed';
  if (needsInquiry && !isInquiry(status)) return 'It is no inquiry any more';
  const needsChargeback = step.to === 'won' || step.to === 'lost';
  return needsChargeback && isInquiry(status) ? 'An inquiry is closed or escalated, not won or lost' : undefined;
}

/** Moves a dispute on, with the money and the events that go with it. Ask `stepRefusal` first. */
export function moveDispute(world: StripeWorld, dispute: Stripe.Dispute, step: DisputeStep): Stripe.Dispute {
  switch (step.to) {
    case 'escalated':
      return withdraw(world, update(world, dispute, 'needs_response'));
    case 'answered':
      return answered(world, dispute);
    case 'won':
      return close(world, reinstate(world, dispute), 'won');
    case 'lost':
      return close(world, dispute, 'lost');
    case 'inquiry_closed':
      return close(world, dispute, 'warning_closed');
    case 'prevented':
      return close(world, dispute, 'prevented');
    case 'appealed':
      return update(world, dispute, 'appeal_under_review');
    default:
      return update(world, dispute, step.status);
  }
}
