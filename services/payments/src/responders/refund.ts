import { randomUUID } from 'node:crypto';
import { opsPaymentsRefund } from '@loop/contracts';
import { auditAct, type Responder, respond } from '@loop/runtime';
import { refundableMinor, whyNotRefundable } from '../domain/refund-guard.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { requestOperation } from '../effects/request-operation.ts';
import type { ServedRails } from '../providers/served-rails.ts';
import { findLiveOperation } from '../store/operations.ts';
import { lockPayment } from '../store/payments.ts';
import { NOT_FOUND, notConfigured, outcomeOfAct } from './operator-act.ts';

/** Why a refund was asked for, as the events and the provider are told; the operator's own words stay in the audit. */
const REASON = 'given_back_by_operator';

const DETAILS = {
  not_captured: 'Nothing was captured for this milestone; see `loop payments void` for a hold',
  over_captured: 'That is more than was captured and not given back yet',
  disputed: "The client's bank decides about this money; a refund beside it would pay twice",
} as const;

/** Answers `ops.payments.payments_refund`. Asked twice, the second one is refused while the first is under way. */
export function refundResponder(rails: ServedRails, effects: MoneyEffects): Responder {
  return respond(opsPaymentsRefund.request('payments'), async (context) => {
    const { input } = context;
    const { milestoneId, tenantId } = input;
    const decided = await context.decide(tenantId, { cause: `refund ${randomUUID()}` }, async (decision) => {
      const { tx } = decision;
      const payment = await lockPayment(tx, milestoneId);
      if (payment === undefined) return NOT_FOUND;
      const { currency, paymentRef, rail } = payment;
      if (!rails[rail].isConfigured) return notConfigured(rail);
      const amountMinor = input.amountMinor ?? Math.max(refundableMinor(payment), 1);
      const refused = whyNotRefundable(payment, amountMinor);
      if (refused !== undefined || paymentRef === null) {
        const why = refused ?? 'not_captured';
        return { refused: why, detail: DETAILS[why] };
      }
      if ((await findLiveOperation(tx, milestoneId, 'refund')) !== undefined) {
        return { refused: 'under_way', detail: 'A refund of this milestone is under way' };
      }
      await auditAct(tx, input, 'payments_refund', { milestoneId, amountMinor, currency });
      const rest = { paymentRef, reason: REASON };
      const operation = await requestOperation(decision, payment, {
        kind: 'refund',
        rail,
        effect: effects[rail].refund,
        amountMinor,
        rest,
      });
      return { ...operation, amountMinor, currency };
    });
    return 'refused' in decided ? decided : { ok: await outcomeOfAct(context, decided) };
  });
}
