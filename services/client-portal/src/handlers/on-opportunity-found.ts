import { opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { isAnyForgotten } from '../store/forgotten.ts';
import { keepOpportunity } from '../store/opportunities.ts';

/** Keeps what a statement may later be drafted from; nothing of what is to be forgotten. */
export const onOpportunityFound = on(
  opportunityFound,
  async ({ event: { data }, tx }) => {
    if (await isAnyForgotten(tx, [`opportunity:${data.opportunityId}`])) return;
    await keepOpportunity(tx, {
      opportunityId: data.opportunityId,
      platform: data.source.platform,
      title: data.title,
      text: data.text,
      postedAt: data.postedAt === null ? null : new Date(data.postedAt),
    });
  },
  { projection: true },
);
