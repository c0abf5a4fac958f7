import { contactForgotten, contactUnreachable } from '@loop/contracts';
import { idFrom } from '@loop/runtime';
import { forget } from '../decisions/forget.ts';
import type { FoundPost } from '../domain/found-post.ts';
import {
  authorsBehind,
  forgottenAuthor,
  forgottenContact,
  forgottenPost,
  type HashedAuthor,
  type HashedContact,
  hashedAuthor,
  hashedContacts,
} from '../domain/hashed-person.ts';
import { forgottenAmong } from '../store/forgotten.ts';
import type { Desk } from './decide-posts.ts';

interface Hashed<P> {
  readonly post: P;
  readonly identities: readonly HashedContact[];
  readonly authors: readonly HashedAuthor[];
  readonly subjects: readonly string[];
}

function hashed<P extends FoundPost>(post: P): Hashed<P> {
  const { author, platform } = post.post;
  const identities = post.contacts.flatMap(({ kind, value }) => hashedContacts(kind, value));
  const authors = [
    ...(author === null ? [] : [hashedAuthor(platform, author)]),
    ...post.contacts.flatMap(({ kind, value }) => authorsBehind(kind, value)),
  ];
  const subjects = [
    forgottenPost(post.opportunityId),
    ...identities.map(forgottenContact),
    ...authors.map(forgottenAuthor),
  ];
  return { post, identities, authors, subjects };
}

/**
 * Lets through the posts of people who are not to be forgotten. One that is, by its id, its author, or any of its contacts, is told
 * as unreachable, and forgotten everywhere, since others have heard of it as well.
 */
export async function admitPosts<P extends FoundPost>(desk: Desk<P>, posts: readonly P[]): Promise<readonly P[]> {
  const all = posts.map(hashed);
  const forgotten = await forgottenAmong(
    desk.tx,
    all.flatMap(({ post: { tenantId }, subjects }) => subjects.map((subject) => ({ tenantId, subject }))),
  );
  if (forgotten.size === 0) return posts;
  const isForgotten = ({ post: { tenantId }, subjects }: Hashed<P>): boolean =>
    subjects.some((subject) => forgotten.has(`${tenantId} ${subject}`));
  for (const one of all.filter(isForgotten)) await refuse(desk, one, forgotten);
  return all.filter((one) => !isForgotten(one)).map(({ post }) => post);
}

const WHY = ['Somebody asked to be forgotten'];
const MAX_HASHES = 100;

async function refuse<P extends FoundPost>(
  desk: Desk<P>,
  one: Hashed<P>,
  forgotten: ReadonlySet<string>,
): Promise<void> {
  const { authors, identities, post } = one;
  const { opportunityId, tenantId } = post;
  desk.tell(post, contactUnreachable, { opportunityId, reason: 'forgotten', tried: [], why: WHY, wouldHelp: [] });
  // Whoever is recognised asked for the names they are recognised beside to be forgotten as well; an expired post asked for nothing.
  const isPostAlone = forgotten.has(`${tenantId} ${forgottenPost(opportunityId)}`);
  await desk.asTenant(tenantId, (tx) =>
    forget(
      { tx, now: desk.now, tell: (order) => desk.tell(post, contactForgotten, order) },
      {
        contactId: idFrom('recognised', tenantId, opportunityId),
        contactIds: [],
        opportunityIds: [opportunityId],
        identities: isPostAlone ? [] : identities.slice(0, MAX_HASHES),
        authors: isPostAlone ? [] : authors.slice(0, MAX_HASHES),
        basis: 'request',
      },
    ),
  );
}
