import { contractCompleted } from '@loop/contracts';
import { on } from '@loop/runtime';
import { noteDeal } from '../store/known-posts.ts';

/** Keeps that a deal is over: from now on its post expires like any other. It may be heard of before the signature. */
export const onContractCompleted = on(contractCompleted, async ({ correlationId, event, tx }) => {
  const { completedAt, contractId } = event.data;
  await noteDeal(tx, { contractId, opportunityId: correlationId }, { completedAt: new Date(completedAt) });
});
