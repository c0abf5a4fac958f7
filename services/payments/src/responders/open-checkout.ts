import { type InputOf, openCheckout } from '@loop/contracts';
import {
  type Answer,
  type FinalOutcome,
  type Refusal,
  type RespondContext,
  type Responder,
  respond,
} from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import { objectTypeOf } from '../domain/rail-objects.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { type StartedSession, startSession } from '../effects/start-session.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import type { ServedRails } from '../providers/served-rails.ts';
import { findContract } from '../store/contracts.ts';
import { endOperation } from '../store/operations.ts';

type Asked = InputOf<typeof openCheckout>;
type Page = Answer<{ sessionId: string; url: string; expiresAt: string }>;

/** Time for the provider to open a page; the reading of its address needs the rest of the request's 20 s. */
const OPEN_TIMEOUT_MS = 9000;

/** A page found expired is replaced once; a second one in a row is the provider's trouble. */
const MOST_ROUNDS = 2;

const NOT_CONFIGURED: Refusal = {
  refused: 'payments_not_configured',
  detail: 'This way of paying is not set up here yet. Nothing was charged.',
};
const UNAVAILABLE: Refusal = {
  refused: 'provider_unavailable',
  detail: 'The payment page could not be opened right now. Nothing was charged. Please try again in a moment.',
};
const BEING_CONFIRMED: Refusal = {
  refused: 'milestone_not_payable',
  detail: 'Your payment was made and is being confirmed. Please reload this page in a moment.',
};

/**
 * Answers `payments.open_checkout`: finds or opens the milestone's one live session and reads its address from the provider,
 * which is the only place that has it.
 */
export function openCheckoutResponder(rails: ServedRails, effects: MoneyEffects, mode: Mode): Responder {
  return respond(openCheckout, async (context): Promise<Page> => {
    const { input } = context;
    const contract = await context.read(input.tenantId, (tx) => findContract(tx, input.contractId));
    const { isConfigured, rail } = rails[contract?.rail ?? input.rail ?? 'stripe'];
    if (!isConfigured) return NOT_CONFIGURED;
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const cause = {
        cause: `open_checkout ${input.milestoneId} ${input.idempotencyKey} ${round}`,
        ...(contract === undefined ? {} : { correlationId: contract.correlationId }),
      };
      const started = await context.decide(input.tenantId, cause, (decision) =>
        startSession(decision, effects, { ...input, mode, railSavesCards: rail.features.savesCards }),
      );
      if ('refused' in started) return started;
      const outcome = await context.outcomeOf(started.effectId, OPEN_TIMEOUT_MS);
      const page = await pageOf(context, rails[started.rail].rail, effects, started, outcome);
      if (page !== 'expired') return page;
    }
    return UNAVAILABLE;
  });
}

async function pageOf(
  context: RespondContext<Asked>,
  rail: PaymentRail,
  effects: MoneyEffects,
  { operationId }: StartedSession,
  outcome: FinalOutcome | 'pending',
): Promise<Page | 'expired'> {
  if (outcome === 'pending' || outcome.outcome !== 'done') return UNAVAILABLE;
  const sessionRef = String(outcome.result['sessionRef']);
  const read = await rail.readSession(sessionRef);
  if ('failed' in read) return UNAVAILABLE;
  const { expiresAt, ref, status, url } = read.ok;
  const { tenantId } = context.input;
  if (status === 'open' && url !== null) return { ok: { sessionId: ref, url, expiresAt: expiresAt.toISOString() } };
  const cause = { cause: `session ${status} ${sessionRef}` };
  if (status === 'complete' || status === 'approved') {
    const look = { objectType: objectTypeOf(rail.name, 'session'), objectRef: sessionRef, providerEventId: null };
    await context.decide(tenantId, cause, (decision) =>
      decision.act(effects[rail.name].readPayment, look, { key: `session-${status}:${sessionRef}` }),
    );
    return BEING_CONFIRMED;
  }
  await context.decide(tenantId, cause, ({ now, tx }) => endOperation(tx, operationId, 'ended', now, 'expired'));
  return 'expired';
}
