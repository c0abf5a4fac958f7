import { randomUUID } from 'node:crypto';
import { milestoneAmountReduced, opsPaymentsReduce } from '@loop/contracts';
import { auditAct, type Responder, respond } from '@loop/runtime';
import { reducePayment } from '../domain/reduce-payment.ts';
import { findContract } from '../store/contracts.ts';
import { endOperation, findLiveOperation } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';
import { NOT_FOUND } from './operator-act.ts';

/** Why an amount was lowered, as the events say; the operator's own words stay in the audit. */
const REASON = 'settled_with_client';

const DETAILS = {
  already_captured: 'The money was captured already; see `loop payments refund`',
  under_way: 'The capture is under way',
  not_lower: 'It is only ever lowered: give an amount below what an approval captures now',
} as const;

/** Answers `ops.payments.payments_reduce`: from here on an approval captures the lower amount. */
export function reduceResponder(): Responder {
  return respond(opsPaymentsReduce.request('payments'), async ({ decide, input }) => {
    const { amountMinor, milestoneId, tenantId } = input;
    return decide(tenantId, { cause: `reduce ${randomUUID()}` }, async (decision) => {
      const { now, tx } = decision;
      const payment = await lockPayment(tx, milestoneId);
      if (payment === undefined) return NOT_FOUND;
      const reduced = reducePayment(payment, amountMinor);
      if ('refused' in reduced) return { ...reduced, detail: DETAILS[reduced.refused] };
      const { amountMinor: contractMinor, contractId, currency, mode, paymentRef, rail } = payment;
      await auditAct(tx, input, 'payments_reduce', { milestoneId, amountMinor, contractMinor, currency });
      const sequence = await savePayment(tx, reduced.payment);
      // A page that asks for more than is due now is not handed out again.
      const page = await findLiveOperation(tx, milestoneId, 'open_session');
      if (page !== undefined) await endOperation(tx, page.operationId, 'ended', now, 'amount_reduced');
      const contract = await findContract(tx, contractId);
      const options = contract === undefined ? { sequence } : { sequence, correlationId: contract.correlationId };
      const evidence = { providerEventId: null, readAt: new Date().toISOString() };
      const money = {
        milestoneId,
        contractId,
        amountMinor,
        currency,
        mode,
        rail,
        providerRef: paymentRef ?? milestoneId,
      };
      const reducedAt = now.toISOString();
      decision.emit(milestoneAmountReduced, { ...money, evidence, contractMinor, reason: REASON, reducedAt }, options);
      return { ok: { milestoneId, amountMinor, contractMinor, currency } };
    });
  });
}
