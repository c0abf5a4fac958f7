import { z } from 'zod';
import type { Reply } from '../core/operation.ts';
import { expandParam, formInteger } from './stripe-params.ts';
import { noSuchObject, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

/** A time, or bounds of one, in seconds. */
export const createdRange = z.union([
  formInteger,
  z.strictObject({
    gt: formInteger.optional(),
    gte: formInteger.optional(),
    lt: formInteger.optional(),
    lte: formInteger.optional(),
  }),
]);

/** Parameters every list takes. */
export const listParams = {
  created: createdRange.optional(),
  limit: formInteger.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand: expandParam,
};

interface ListParams {
  readonly created?: z.output<typeof createdRange> | undefined;
  readonly limit: number;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly expand?: string[] | undefined;
}

/** Whether a time lies within the bounds asked for. */
export function isWithin(created: number, wanted: ListParams['created']): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return created === wanted;
  return (
    created > (wanted.gt ?? Number.NEGATIVE_INFINITY) &&
    created >= (wanted.gte ?? Number.NEGATIVE_INFINITY) &&
    created < (wanted.lt ?? Number.POSITIVE_INFINITY) &&
    created <= (wanted.lte ?? Number.POSITIVE_INFINITY)
  );
}

/** One page of a list, newest first, with Stripe's cursors. https://docs.stripe.com/api/pagination */
export function listReply<T extends { id: string; created: number }>(
  world: StripeWorld,
  url: string,
  oldestFirst: readonly T[],
  params: ListParams,
): Reply {
  const all = [...oldestFirst].reverse().filter((object) => isWithin(object.created, params.created));
  const cursor = params.starting_after ?? params.ending_before;
  const at = cursor === undefined ? -1 : all.findIndex((object) => object.id === cursor);
  if (cursor !== undefined && at === -1) {
    return noSuchObject('object', cursor, params.starting_after === undefined ? 'ending_before' : 'starting_after');
  }
  const backwards = params.starting_after === undefined && params.ending_before !== undefined;
  const from = backwards ? Math.max(0, at - params.limit) : at + 1;
  const to = backwards ? at : from + params.limit;
  const expand = params.expand?.map((path) => path.replace(/^data\./, ''));
  const data = all.slice(from, to).map((object) => expandObject(world, object, expand));
  return stripeReply({ object: 'list', data, has_more: backwards ? from > 0 : to < all.length, url });
}
