import { contactEnriched, contactUnreachable, type EventDefinition } from '@loop/contracts';
import { idFrom, type Tx } from '@loop/runtime';
import type { z } from 'zod';
import type { MailDomains } from '../domain/check-contact.ts';
import type { FoundPost } from '../domain/found-post.ts';
import { type FurtherLook, withLooks } from '../domain/further-look.ts';
import { type Reachability, reachability } from '../domain/reachability.ts';
import { reachableChannels } from '../domain/reachable-channels.ts';
import { keepSightings, type Sighting, seenElsewhere } from '../store/contacts.ts';
import { matchingOf } from './matching-of.ts';

/** A decision about posts, by whatever caused it: a batch of events, or an answer somebody waited for. */
export interface Desk<P extends FoundPost> {
  readonly tx: Tx;
  /** Domain time. */
  readonly now: Date;
  /** Emits an event about a post, under the post's tenant and correlation; returns its id. */
  tell<E extends EventDefinition>(post: P, event: E, data: z.input<E['schema']>): string;
  /** Runs `work` with a `tx` that sees and writes one tenant's rows only; `tx` itself is not used meanwhile. */
  asTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Where else could be looked for the author of a post by which nobody is reached. */
  lookOf(post: P, mayMatch: boolean): FurtherLook | undefined;
}

type Ranked = Extract<Reachability, { contacts: unknown }>['contacts'][number];

const idOf = (tenantId: string, { kind, value }: Pick<Ranked, 'kind' | 'value'>): string =>
  idFrom('contact', tenantId, kind, value);

/**
 * Decides of each post whether its author can be reached, keeps the contacts, and tells of it: `contact.enriched` or
 * `contact.unreachable`. The same post gives the same contacts under the same ids again. Resolves to the posts of which nothing is told
 * yet, since there is a further place to look at.
 * @param domainsOf what is known of domains in a post's tenant.
 */
export async function decidePosts<P extends FoundPost>(
  desk: Desk<P>,
  posts: readonly P[],
  domainsOf: (tenantId: string) => MailDomains,
): Promise<P[]> {
  const candidates = posts.flatMap(({ tenantId, opportunityId, contacts }) =>
    contacts.map((contact) => ({ tenantId, opportunityId, contactId: idOf(tenantId, contact), contact })),
  );
  const elsewhere = await seenElsewhere(desk.tx, candidates);
  const seenBefore = new Map<string, Set<string>>();
  for (const { opportunityId, contactId, contact } of candidates) {
    if (!elsewhere.has(`${opportunityId} ${contactId}`)) continue;
    const values = seenBefore.get(opportunityId) ?? new Set();
    seenBefore.set(opportunityId, values.add(`${contact.kind}:${contact.value}`));
  }
  const mayMatch = await matchingOf(desk.tx, posts);
  const sightings: Sighting[] = [];
  const further: P[] = [];
  for (const post of posts) {
    const known = {
      domains: domainsOf(post.tenantId),
      seenBefore: seenBefore.get(post.opportunityId) ?? new Set<string>(),
      seemsToState: post.seemsToState,
      now: desk.now,
    };
    const reached = reachability(post.contacts, post.post, known);
    if ('reason' in reached && desk.lookOf(post, mayMatch(post)) !== undefined) further.push(post);
    else sightings.push(...tellOf(desk, post, reached));
  }
  await keepSightings(desk.tx, sightings, desk.now);
  return further;
}

function tellOf<P extends FoundPost>(desk: Desk<P>, post: P, reached: Reachability): Sighting[] {
  const { opportunityId, tenantId } = post;
  if ('reason' in reached) {
    desk.tell(post, contactUnreachable, { opportunityId, ...withLooks(reached, post.looks) });
    return [];
  }
  const contacts = reached.contacts.map((contact) => ({ contactId: idOf(tenantId, contact), ...contact }));
  const [best] = contacts;
  if (best === undefined) throw new Error('An author who can be reached has a contact');
  const channels = reachableChannels(contacts);
  desk.tell(post, contactEnriched, { opportunityId, contacts, bestContactId: best.contactId, channels });
  return contacts.map((contact) => ({ tenantId, opportunityId, contact }));
}
