import { contactForgotten } from '@loop/contracts';
import { identitiesOf, on, requestErasure } from '@loop/runtime';
import { forgetSellers } from '../decisions/withdraw-listing.ts';
import { forgetPosts, keepForgotten, postsOf } from '../store/posts.ts';
import { eraseUnreadAnswers } from '../store/unread-answers.ts';

/**
 * Erases what is kept of a person's posts, those that were dropped as well, takes their listings down, and refuses to take them,
 * or new ones under the same name, up again.
 */
export const onContactForgotten = on(contactForgotten, async ({ event, ...decision }) => {
  const { tx } = decision;
  const { contactId, opportunityIds, forgottenAt } = event.data;
  const at = new Date(forgottenAt);
  const identities = identitiesOf(event.data);
  const hashes = identities.map(({ valueSha256 }) => valueSha256);
  const posts = [...new Set([...opportunityIds, ...(await postsOf(tx, hashes))])];
  const [listings] = await Promise.all([
    forgetSellers(decision, hashes),
    forgetPosts(tx, posts, at),
    eraseUnreadAnswers(tx),
    keepForgotten(tx, hashes, at),
  ]);
  await requestErasure(tx, event.id, { ids: [contactId, ...posts, ...listings], identities, kept: [] });
});
