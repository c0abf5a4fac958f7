import { contactForgotten } from '@loop/contracts';
import { on } from '@loop/runtime';
import { forgetSellers } from '../decisions/withdraw-listing.ts';
import { forgetPosts, keepForgotten } from '../store/posts.ts';
import { eraseUnreadAnswers } from '../store/unread-answers.ts';

/**
 * Erases what is kept of a person's posts, takes their listings down, and refuses to take them, or new ones under the same name,
 * up again.
 */
export const onContactForgotten = on(contactForgotten, async ({ event, ...decision }) => {
  const { tx } = decision;
  const { opportunityIds, identities, forgottenAt } = event.data;
  const at = new Date(forgottenAt);
  const hashes = identities.map(({ valueSha256 }) => valueSha256);
  await Promise.all([
    forgetPosts(tx, opportunityIds, at),
    eraseUnreadAnswers(tx),
    keepForgotten(tx, hashes, at),
    forgetSellers(decision, hashes),
  ]);
});
