import { opsDeliver } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { submitDelivery } from '../decisions/submit-delivery.ts';
import { workOf } from '../store/deliveries.ts';

/** Answers `ops.client-portal.deliver`. Given twice, the same delivery is submitted once. */
export const deliverResponder = respond(opsDeliver.request('client-portal'), async ({ input, decide, read }) => {
  const { tenantId, contractId, milestoneId } = input;
  const work = await read(tenantId, (tx) => workOf(tx, contractId));
  const next = (work.get(milestoneId)?.work.deliveries ?? 0) + 1;
  const submitted = await decide(tenantId, { cause: `deliver ${milestoneId} ${next}` }, (decision) =>
    submitDelivery(decision, input),
  );
  return 'refused' in submitted ? submitted : { ok: submitted };
});
