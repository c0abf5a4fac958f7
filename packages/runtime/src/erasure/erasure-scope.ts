import { z } from 'zod';
import { sqlFor } from '../db/sql-for.ts';
import type { Tx } from '../db/tx.ts';

/** Somebody's name somewhere, told without it: `valueSha256` is the SHA-256 of `<kind>:<normalised value>`. */
export interface HashedIdentity {
  /** A kind of contact, or the platform that an author's name belongs to. */
  readonly kind: string;
  readonly valueSha256: string;
}

/** All by which `contact.forgotten` tells a person: ways to reach them, and the names they post under. */
export function identitiesOf(order: {
  readonly identities: readonly HashedIdentity[];
  readonly authors?: readonly { readonly platform: string; readonly authorSha256: string }[] | undefined;
}): readonly HashedIdentity[] {
  const authors = order.authors ?? [];
  return [
    ...order.identities,
    ...authors.map(({ authorSha256, platform }) => ({ kind: platform, valueSha256: authorSha256 })),
  ];
}

/** What is to be erased of a person. It holds ids and hashes, so that the order to forget keeps nothing of them. */
export interface ErasureScope {
  /** Ids that lead to the person: of opportunities (correlations as well), contacts, contracts. */
  readonly ids: readonly string[];
  readonly identities: readonly HashedIdentity[];
  /** Correlations of which something has to stay, by law or for the money: whatever goes with them is left alone. */
  readonly kept: readonly string[];
}

/** How a scope is written into its row. */
export const erasureScope = z.object({
  ids: z.array(z.string()),
  identities: z.array(z.object({ kind: z.string(), valueSha256: z.string() })),
  kept: z.array(z.string()),
});

const sql = sqlFor<{ erasures: { id: string; scope: string } }>();

/**
 * Has everything erased that the runtime keeps of a person in this service's schema and stream: bodies of events, in the outbox
 * and in the broker, what effects were to do, events held back, dead letters, answers to requests, what replays wrote down. It is
 * due work: written by the deciding transaction, done by any instance, resumed after a crash, and looked at again for an
 * hour, since what is under way may come late.
 *
 * @param id of the event that orders it; ordered twice it is done once.
 */
export async function requestErasure(tx: Tx, id: string, scope: ErasureScope): Promise<void> {
  await tx.run(
    sql
      .insertInto('erasures')
      .values({ id, scope: JSON.stringify(erasureScope.parse(scope)) })
      .onConflict((conflict) => conflict.doNothing()),
  );
}
