import { opportunityWithdrawn } from '@loop/contracts';
import { idFrom, on } from '@loop/runtime';
import { forget, tellerOf } from '../decisions/forget.ts';

/** Forgets a post that its source says is gone: what it said, not who wrote it, who may write again. */
export const onOpportunityWithdrawn = on(opportunityWithdrawn, async (handling) => {
  const { opportunityId, reason } = handling.event.data;
  await forget(tellerOf(handling), {
    contactId: idFrom('withdrawn', handling.tenantId, opportunityId),
    contactIds: [],
    opportunityIds: [opportunityId],
    identities: [],
    authors: [],
    basis: reason,
  });
});
