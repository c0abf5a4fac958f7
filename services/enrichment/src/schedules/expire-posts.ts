import { idFrom, type Schedule } from '@loop/runtime';
import { forget, tellerOf } from '../decisions/forget.ts';
import { expiredPosts } from '../store/known-posts.ts';
import { keepDays } from '../store/retention-policies.ts';

const DAY_MS = 86_400_000;

/** Posts that expire in one slot; what is left goes with the next. */
const POSTS_A_SLOT = 1_000;

/**
 * Has expire what posts say about people, once its tenant's days are over: forgotten as on request, but for the person's names,
 * which may turn up in a newer post. While a deal that came of a post runs it stays, and then as long again.
 */
export const expirePosts: Schedule = {
  name: 'expire_posts',
  everyMs: 600_000,
  run: async (decision, dueAt) => {
    const { now, tenantId, tx } = decision;
    const policy = await keepDays(tx);
    const opportunityIds = await expiredPosts(tx, new Date(now.getTime() - policy.keepDays * DAY_MS), POSTS_A_SLOT);
    if (opportunityIds.length === 0) return;
    await forget(tellerOf(decision), {
      contactId: idFrom('expired', tenantId, dueAt.toISOString()),
      contactIds: [],
      opportunityIds,
      identities: [],
      authors: [],
      basis: 'retention',
    });
  },
};
