import { contactForgotten } from '@loop/contracts';
import { on } from '@loop/runtime';
import { forgetPosts, keepForgotten } from '../store/posts.ts';
import { eraseUnreadAnswers } from '../store/unread-answers.ts';

/** Erases what is kept of a person's posts and refuses to take them, or new ones under the same name, up again. */
export const onContactForgotten = on(contactForgotten, async ({ event, tx }) => {
  const { opportunityIds, identities, forgottenAt } = event.data;
  const at = new Date(forgottenAt);
  await Promise.all([
    forgetPosts(tx, opportunityIds, at),
    eraseUnreadAnswers(tx),
    keepForgotten(
      tx,
      identities.map(({ valueSha256 }) => valueSha256),
      at,
    ),
  ]);
});
