import { contractSigned } from '@loop/contracts';
import { on } from '@loop/runtime';
import { noteDeal } from '../store/known-posts.ts';

/** Keeps that a post became a deal: it does not expire meanwhile. A deal goes under the correlation of its opportunity. */
export const onContractSigned = on(contractSigned, async ({ correlationId, event, tx }) => {
  const { contractId, signedAt } = event.data;
  await noteDeal(tx, { contractId, opportunityId: correlationId }, { signedAt: new Date(signedAt) });
});
