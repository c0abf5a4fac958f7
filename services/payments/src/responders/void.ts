import { randomUUID } from 'node:crypto';
import { opsPaymentsVoid } from '@loop/contracts';
import { auditAct, type Responder, respond } from '@loop/runtime';
import { whyNotVoidable } from '../domain/void-guard.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { requestVoid } from '../effects/request-void.ts';
import type { ServedRails } from '../providers/served-rails.ts';
import { lockPayment } from '../store/payments.ts';
import { NOT_FOUND, notConfigured, outcomeOfAct } from './operator-act.ts';

/** Answers `ops.payments.payments_void`. Asked twice, the second one is refused while the first is under way. */
export function voidResponder(rails: ServedRails, effects: MoneyEffects): Responder {
  return respond(opsPaymentsVoid.request('payments'), async (context) => {
    const { input } = context;
    const { milestoneId, tenantId } = input;
    const decided = await context.decide(tenantId, { cause: `void ${randomUUID()}` }, async (decision) => {
      const payment = await lockPayment(decision.tx, milestoneId);
      if (payment === undefined) return NOT_FOUND;
      const { authorizedMinor: amountMinor, currency, rail } = payment;
      if (!rails[rail].isConfigured) return notConfigured(rail);
      if (whyNotVoidable(payment) === 'not_held')
        return { refused: 'not_held', detail: 'Nothing is held for this milestone' };
      const operation = await requestVoid(decision, effects, payment);
      if (operation === undefined) {
        return { refused: 'under_way', detail: 'The hold is being captured or released already' };
      }
      await auditAct(decision.tx, input, 'payments_void', { milestoneId, amountMinor, currency });
      return { ...operation, amountMinor, currency };
    });
    return 'refused' in decided ? decided : { ok: await outcomeOfAct(context, decided) };
  });
}
