import { contactForgotten, type PayloadOf } from '@loop/contracts';
import { type Decision, identitiesOf, requestErasure, type Tx } from '@loop/runtime';
import type { z } from 'zod';
import {
  forgottenAuthor,
  forgottenContact,
  forgottenPost,
  type HashedAuthor,
  type HashedContact,
} from '../domain/hashed-person.ts';
import { rememberForgotten } from '../store/forgotten.ts';
import { dropAnsweredLooks } from '../store/looks.ts';
import { dropUnusedMailDomains } from '../store/mail-domains.ts';
import { erasePeople } from '../store/people.ts';

/** Posts told of in one event. */
const POSTS_AN_EVENT = 1_000;

/** Who, or what, is to be forgotten, and why. */
export interface Forgetting {
  /** Names the order; the contact asked about where there is one. */
  readonly contactId: string;
  readonly contactIds: readonly string[];
  readonly opportunityIds: readonly string[];
  /** Refused from now on, wherever they turn up; empty where only posts are forgotten. */
  readonly identities: readonly HashedContact[];
  readonly authors: readonly HashedAuthor[];
  readonly basis: PayloadOf<typeof contactForgotten>['basis'];
}

/** Who decides: within which transaction of one tenant, and how the others are told. */
export interface Teller {
  readonly tx: Tx;
  readonly now: Date;
  /** Emits `contact.forgotten`; returns the event's id. */
  tell(order: z.input<(typeof contactForgotten)['schema']>): string;
}

/** A decision of its own, as what tells. */
export function tellerOf({ emit, now, tx }: Decision): Teller {
  return { tx, now, tell: (order) => emit(contactForgotten, order) };
}

/**
 * Forgets in the deciding transaction: erases what is kept here, remembers by hashes what not to take up again, orders the rest of
 * the service's traces to be erased, and tells the others. Resolves to the ids of the events that tell it.
 */
export async function forget(teller: Teller, forgetting: Forgetting): Promise<readonly string[]> {
  const { now, tell, tx } = teller;
  const { authors, basis, contactId, contactIds, identities, opportunityIds } = forgetting;
  await erasePeople(tx, contactIds, opportunityIds);
  // What expires by itself sooner than any post need not be dropped each time posts expire.
  if (basis !== 'retention') {
    await dropAnsweredLooks(tx);
    await dropUnusedMailDomains(tx);
  }
  await rememberForgotten(
    tx,
    [...opportunityIds.map(forgottenPost), ...identities.map(forgottenContact), ...authors.map(forgottenAuthor)],
    now,
  );
  const lots = Array.from({ length: Math.max(1, Math.ceil(opportunityIds.length / POSTS_AN_EVENT)) }, (_, lot) =>
    opportunityIds.slice(lot * POSTS_AN_EVENT, (lot + 1) * POSTS_AN_EVENT),
  );
  const told = lots.map((lot) => {
    const order = { contactId, opportunityIds: lot, identities: [...identities], authors: [...authors], basis };
    return { lot, eventId: tell({ ...order, forgottenAt: now.toISOString() }) };
  });
  for (const { eventId, lot } of told) {
    await requestErasure(tx, eventId, {
      ids: [contactId, ...contactIds, ...lot],
      identities: identitiesOf({ identities, authors }),
      kept: [],
    });
  }
  return told.map(({ eventId }) => eventId);
}
