import type Stripe from 'stripe';
import { z } from 'zod';
import type { BalanceLine } from '../domain/payment-reading.ts';
import type { MissedNotice, Page, PayoutReading, Window } from './payment-rail.ts';
import { balanceLineOf, clientAmountOf } from './stripe-balance-line.ts';

const PAGE = 100;
/** Lines of a payout that are read in one go: ten calls, well within what an effect has. */
const LINES_AT_ONCE = 10 * PAGE;

const changedObject = z.object({ id: z.string().min(1), object: z.string().min(1) });

const PAYOUT_STATUS: Readonly<Record<string, PayoutReading['status']>> = {
  paid: 'paid',
  failed: 'failed',
  canceled: 'canceled',
};

function within({ from, to }: Window): Stripe.RangeQueryParam {
  return { gte: Math.floor(from.getTime() / 1_000), lt: Math.ceil(to.getTime() / 1_000) };
}

const after = (cursor: string | null): { starting_after?: string } =>
  cursor === null ? {} : { starting_after: cursor };

function pageOf<T, R>({ data, has_more }: Stripe.ApiList<T & { id: string }>, items: readonly R[]): Page<R> {
  return { items, next: has_more ? (data.at(-1)?.id ?? null) : null };
}

/** One page of all movements of the account, newest first, with what they were in the client's currency. */
export async function listBalance(stripe: Stripe, window: Window, cursor: string | null): Promise<Page<BalanceLine>> {
  const created = within(window);
  const list = await stripe.balanceTransactions.list({
    created,
    limit: PAGE,
    expand: ['data.source'],
    ...after(cursor),
  });
  return pageOf(
    list,
    list.data.map((line) => balanceLineOf(line, clientAmountOf(line))),
  );
}

/**
 * One payout and a part of what it is made of. A payout of more than a thousand lines comes in several pages, each time under
 * its own ref with the next of its lines.
 */
export async function listPayouts(stripe: Stripe, window: Window, cursor: string | null): Promise<Page<PayoutReading>> {
  const [reached, line] = cursor === null ? [] : cursor.split('~');
  if (reached !== undefined && line !== undefined) return await payoutPage(stripe, window, reached, line);
  const created = within(window);
  const { data } = await stripe.payouts.list({ created, limit: 1, ...after(reached ?? null) });
  const [payout] = data;
  return payout === undefined ? { items: [], next: null } : await payoutPage(stripe, window, payout, null);
}

async function payoutPage(
  stripe: Stripe,
  window: Window,
  found: string | Stripe.Payout,
  line: string | null,
): Promise<Page<PayoutReading>> {
  const payout = typeof found === 'string' ? await stripe.payouts.retrieve(found) : found;
  const { lines, next } = payout.automatic ? await linesOf(stripe, payout.id, line) : { lines: null, next: null };
  const items = [payoutOf(payout, lines)];
  if (next !== null) return { items, next: `${payout.id}~${next}` };
  const older = await stripe.payouts.list({ created: within(window), limit: 1, starting_after: payout.id });
  return { items, next: older.data.length === 0 ? null : payout.id };
}

async function linesOf(stripe: Stripe, payout: string, line: string | null) {
  const list = stripe.balanceTransactions.list({ payout, limit: PAGE, ...after(line) });
  const found = await list.autoPagingToArray({ limit: LINES_AT_ONCE });
  const lines = found.filter(({ type }) => type !== 'payout').map(({ id }) => id);
  return { lines, next: found.length < LINES_AT_ONCE ? null : (found.at(-1)?.id ?? null) };
}

function payoutOf(payout: Stripe.Payout, balanceRefs: readonly string[] | null): PayoutReading {
  const { amount, arrival_date, currency, id, status } = payout;
  return {
    ref: id,
    status: PAYOUT_STATUS[status] ?? 'pending',
    amountMinor: amount,
    currency: currency.toUpperCase(),
    arrivesAt: new Date(arrival_date * 1_000),
    balanceRefs,
  };
}

/** One page of the events Stripe could not deliver to all endpoints. It keeps events for 30 days. */
export async function listEvents(stripe: Stripe, window: Window, cursor: string | null): Promise<Page<MissedNotice>> {
  const created = within(window);
  const list = await stripe.events.list({ created, delivery_success: false, limit: PAGE, ...after(cursor) });
  const items = list.data.flatMap((event): MissedNotice[] => {
    const changed = changedObject.safeParse(event.data.object);
    if (!changed.success) return [];
    const { id: objectRef, object: objectType } = changed.data;
    const occurredAt = new Date(event.created * 1_000);
    return [{ providerEventId: event.id, eventType: event.type, objectType, objectRef, occurredAt }];
  });
  return pageOf(list, items);
}
