import { opportunityFound } from '@loop/contracts';
import { onMany } from '@loop/runtime';
import { keepFound } from '../store/opportunities.ts';

/** Keeps what a statement may later be drafted from; nothing of what is to be forgotten. */
export const onOpportunityFound = onMany(opportunityFound, ({ events, tx }) => keepFound(tx, events), {
  projection: true,
});
