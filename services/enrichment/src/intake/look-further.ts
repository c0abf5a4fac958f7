import type { FoundPost } from '../domain/found-post.ts';
import { type FurtherLook, type LookPlace, lookKey, withFound } from '../domain/further-look.ts';
import { awaitLooks, type LookAnswer, lockLooks } from '../store/looks.ts';
import { keepWaiting } from '../store/waiting.ts';
import type { Desk } from './decide-posts.ts';

/** A decision that can also have further places looked at. */
export interface LookingDesk<P extends FoundPost> extends Desk<P> {
  /** Has a look taken on behalf of a post; the same look of the same round is taken once. */
  look(post: P, look: FurtherLook, round: string): Promise<void>;
}

/** The post with what a look came to. */
export function lookedAt<P extends FoundPost>(post: P, place: LookPlace, { contacts, outcome }: LookAnswer): P {
  const looks = [...post.looks, { place, outcome }];
  return { ...post, looks, contacts: withFound(post.contacts, contacts) };
}

/**
 * Has posts that leave nobody to write to wait for a look at the next place. Those whose look was taken lately, for whomever in the
 * tenant, do not wait: they come back with what it found.
 */
export async function lookFurther<P extends FoundPost>(desk: LookingDesk<P>, posts: readonly P[]): Promise<P[]> {
  const wanted = posts.flatMap((post) => {
    const look = desk.lookOf(post);
    return look === undefined ? [] : [{ post, look, key: lookKey(look) }];
  });
  const nameOf = (tenantId: string, key: string): string => `${tenantId} ${key}`;
  const once = new Map(wanted.map(({ key, post: { tenantId } }) => [nameOf(tenantId, key), { tenantId, key }]));
  const looks = await lockLooks(desk.tx, [...once.values()], desk.now);
  const locked = new Map(looks.map((look) => [nameOf(look.tenantId, look.key), look]));
  const answered: P[] = [];
  const waiting: (typeof wanted)[number][] = [];
  for (const want of wanted) {
    const { key, look, post } = want;
    const found = locked.get(nameOf(post.tenantId, key));
    if (found === undefined) throw new Error('A look that was locked is not there');
    if ('answer' in found) {
      answered.push(lookedAt(post, look.place, found.answer));
      continue;
    }
    waiting.push(want);
    await desk.look(post, look, found.round);
  }
  await keepWaiting(
    desk.tx,
    waiting.map(({ post }) => ({ post, domains: [] })),
  );
  await awaitLooks(desk.tx, waiting);
  return answered;
}
