import type { FoundPost } from '../domain/found-post.ts';
import { type FurtherLook, type LookPlace, lookKey, withFound } from '../domain/further-look.ts';
import { awaitLooks, type LookAnswer, lockLooks } from '../store/looks.ts';
import { countPaidLooks } from '../store/paid-looks.ts';
import { keepWaiting } from '../store/waiting.ts';
import type { Desk } from './decide-posts.ts';
import { matchingOf } from './matching-of.ts';

/** A decision that can also have further places looked at. */
export interface LookingDesk<P extends FoundPost> extends Desk<P> {
  /** Has a look taken on behalf of a post; the same look of the same round is taken once. */
  look(post: P, look: FurtherLook, round: string): Promise<void>;
  /** How many looks at a place a tenant may take a day; undefined where they cost nothing. */
  dailyLimitOf(place: LookPlace): number | undefined;
}

/** The post with what a look came to. */
export function lookedAt<P extends FoundPost>(post: P, place: LookPlace, { contacts, outcome }: LookAnswer): P {
  const looks = [...post.looks, { place, outcome }];
  return { ...post, looks, contacts: withFound(post.contacts, contacts) };
}

interface PaidLook {
  readonly post: FoundPost;
  readonly look: FurtherLook;
}

/** Says of looks that cost money which are within their tenants' day; each is counted, in the order they come. */
async function withinLimits<P extends FoundPost>(
  desk: LookingDesk<P>,
  looks: readonly PaidLook[],
): Promise<(look: PaidLook) => boolean> {
  const refused = new Set<PaidLook>();
  for (const place of new Set(looks.map(({ look }) => look.place))) {
    const limit = desk.dailyLimitOf(place);
    if (limit === undefined) continue;
    const paid = looks.filter(({ look }) => look.place === place);
    const byTenant = Map.groupBy(paid, ({ post }) => post.tenantId);
    const wanted = [...byTenant].map(([tenantId, { length: count }]) => ({ tenantId, count }));
    const before = await countPaidLooks(desk.tx, place, wanted, desk.now);
    for (const [tenantId, own] of byTenant) {
      const left = Math.max(0, limit - (before.get(tenantId) ?? 0));
      for (const look of own.slice(left)) refused.add(look);
    }
  }
  return (look) => !refused.has(look);
}

/**
 * Has posts that leave nobody to write to wait for a look at the next place. Those whose look was taken lately, for whomever in the
 * tenant, do not wait: they come back with what it found.
 */
export async function lookFurther<P extends FoundPost>(desk: LookingDesk<P>, posts: readonly P[]): Promise<P[]> {
  const mayMatch = await matchingOf(desk.tx, posts);
  const wanted = posts.flatMap((post) => {
    const look = desk.lookOf(post, mayMatch(post));
    return look === undefined ? [] : [{ post, look, key: lookKey(look) }];
  });
  const nameOf = (tenantId: string, key: string): string => `${tenantId} ${key}`;
  const once = new Map(wanted.map(({ key, post: { tenantId } }) => [nameOf(tenantId, key), { tenantId, key }]));
  const looks = await lockLooks(desk.tx, [...once.values()], desk.now);
  const locked = new Map(looks.map((look) => [nameOf(look.tenantId, look.key), look]));
  const answered: P[] = [];
  const open: ((typeof wanted)[number] & { readonly round: string })[] = [];
  for (const want of wanted) {
    const { key, look, post } = want;
    const found = locked.get(nameOf(post.tenantId, key));
    if (found === undefined) throw new Error('A look that was locked is not there');
    if ('answer' in found) {
      answered.push(lookedAt(post, look.place, found.answer));
      continue;
    }
    open.push({ ...want, round: found.round });
  }
  const waiting: typeof open = [];
  const affordable = await withinLimits(desk, open);
  for (const want of open) {
    const { look, post, round } = want;
    if (!affordable(want)) {
      answered.push(lookedAt(post, look.place, { outcome: 'over_budget', contacts: [] }));
      continue;
    }
    waiting.push(want);
    await desk.look(post, look, round);
  }
  await keepWaiting(
    desk.tx,
    waiting.map(({ post }) => ({ post, domains: [] })),
  );
  await awaitLooks(desk.tx, waiting);
  return answered;
}
