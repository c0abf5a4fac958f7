import { paypalNoticeOf } from '@loop/contracts';
import type { BalanceLine } from '../domain/payment-reading.ts';
import type { MissedNotice, Page, PayoutReading, Window } from './payment-rail.ts';
import { type PayPalTransaction, paypalEvents, paypalTransactions } from './paypal-objects.ts';
import type { PayPalCaller } from './paypal-transport.ts';

/** PayPal searches at most 31 days at once. */
const LONGEST_SEARCH_MS = 31 * 86_400_000;

/** Completed, and completed though partly or wholly given back since; pending and denied lines moved nothing. */
const BOOKED: ReadonlySet<string> = new Set(['S', 'F', 'V']);

/** Kinds by PayPal's codes, the longest prefix first. https://developer.paypal.com/docs/transaction-search/transaction-event-codes/ */
const KINDS: readonly (readonly [string, BalanceLine['kind']])[] = [
  ['T1107', 'refund'],
  ['T1106', 'dispute_withdrawal'],
  ['T1201', 'dispute_withdrawal'],
  ['T1202', 'dispute_reinstatement'],
  ['T01', 'fee'],
  ['T04', 'payout'],
  ['T00', 'charge'],
];

const OF_DISPUTES: ReadonlySet<BalanceLine['kind']> = new Set(['dispute_withdrawal', 'dispute_reinstatement']);

const toSeconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** A line of the statement in our words. Disputes are told by the capture they took from: the statement knows no other name. */
function lineOf(line: PayPalTransaction): BalanceLine {
  const { fee_amount, transaction_amount: amount, transaction_event_code: code } = line;
  const found = KINDS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other';
  // Money we paid somebody goes under the same codes as money we received.
  const kind = found === 'charge' && amount.amountMinor < 0 ? 'other' : found;
  const isOfDispute = OF_DISPUTES.has(kind);
  const occurredAt = line.transaction_initiation_date;
  return {
    ref: line.transaction_id,
    kind,
    sourceRef: isOfDispute ? (line.paypal_reference_id ?? line.transaction_id) : line.transaction_id,
    ...amount,
    feeMinor: 0 - (fee_amount?.amountMinor ?? 0),
    original: null,
    occurredAt,
    availableAt: occurredAt,
    payoutRef: kind === 'payout' ? line.transaction_id : null,
  };
}

/** The stretch that a cursor `<stretch>.<page>` stands for: a window longer than PayPal searches is asked for in stretches. */
function stretchOf({ from, to }: Window, cursor: string | null): { index: number; page: number; part: Window } {
  const [index = 0, page = 1] = (cursor ?? '0.1').split('.').map(Number);
  const start = from.getTime() + index * LONGEST_SEARCH_MS;
  return {
    index,
    page,
    part: { from: new Date(start), to: new Date(Math.min(start + LONGEST_SEARCH_MS, to.getTime())) },
  };
}

/** One page of the account's statement: lines that moved money, in PayPal's order. The window's end is excluded. */
export async function listPayPalBalance(
  call: PayPalCaller,
  window: Window,
  cursor: string | null,
): Promise<Page<BalanceLine>> {
  const { index, page, part } = stretchOf(window, cursor);
  if (part.to <= part.from) return { items: [], next: null };
  const query = new URLSearchParams({
    start_date: toSeconds(part.from),
    // PayPal's end is included, and counts seconds.
    end_date: toSeconds(new Date(part.to.getTime() - 1)),
    fields: 'transaction_info',
    balance_affecting_records_only: 'Y',
    page_size: '500',
    page: String(page),
  });
  const answer = paypalTransactions.parse(await call({ method: 'GET', path: `/v1/reporting/transactions?${query}` }));
  const items = answer.transaction_details
    .map(({ transaction_info }) => transaction_info)
    .filter(({ transaction_status }) => BOOKED.has(transaction_status))
    .map(lineOf)
    .filter(({ occurredAt }) => occurredAt >= toWhole(window.from) && occurredAt < window.to);
  if (page < answer.total_pages) return { items, next: `${index}.${page + 1}` };
  return { items, next: part.to < window.to ? `${index + 1}.1` : null };
}

/** The statement counts whole seconds: one that began within the window's first belongs to it. */
const toWhole = (date: Date): Date => new Date(Math.floor(date.getTime() / 1_000) * 1_000);

/** What disputes of a capture took and gave back since the first of them began. Their fees are nobody's payment: they are found in the list alone. */
export async function linesOfDisputes(
  call: PayPalCaller,
  captureRef: string,
  { from, to }: Window,
): Promise<readonly BalanceLine[]> {
  const lines: BalanceLine[] = [];
  for (let cursor: string | null = '0.1'; cursor !== null; ) {
    const page: Page<BalanceLine> = await listPayPalBalance(call, { from, to }, cursor);
    lines.push(...page.items.filter(({ kind, sourceRef }) => sourceRef === captureRef && OF_DISPUTES.has(kind)));
    cursor = page.next;
  }
  return lines;
}

/** Withdrawals to the bank. PayPal pays out the balance as a whole: what a withdrawal is made of is not to be known. */
export async function listPayPalPayouts(
  call: PayPalCaller,
  window: Window,
  cursor: string | null,
): Promise<Page<PayoutReading>> {
  const { items, next } = await listPayPalBalance(call, window, cursor);
  const payouts = items.filter(({ amountMinor, kind }) => kind === 'payout' && amountMinor < 0);
  return {
    items: payouts.map(({ amountMinor, currency, occurredAt, ref }) => {
      return { ref, status: 'paid', amountMinor: 0 - amountMinor, currency, arrivesAt: occurredAt, balanceRefs: null };
    }),
    next,
  };
}

/** One page of the events of the last 30 days that name an object we can read. */
export async function listPayPalEvents(
  call: PayPalCaller,
  { from, to }: Window,
  cursor: string | null,
): Promise<Page<MissedNotice>> {
  const first = new URLSearchParams({ page_size: '100', start_time: from.toISOString(), end_time: to.toISOString() });
  const path = `/v1/notifications/webhooks-events?${cursor ?? first}`;
  const { events, links } = paypalEvents.parse(await call({ method: 'GET', path }));
  const items = events.flatMap(({ create_time: occurredAt, event_type, id, resource }): MissedNotice[] => {
    const notice = paypalNoticeOf(event_type, resource);
    if (typeof notice === 'string' || occurredAt >= to) return [];
    const { objectId: objectRef, objectType } = notice;
    return [{ providerEventId: id, eventType: event_type, objectType, objectRef, occurredAt }];
  });
  const next = links.find(({ rel }) => rel === 'next')?.href;
  // Only what the link asks for is taken: whom we ask is not the answer's to say.
  return { items, next: next === undefined ? null : new URL(next).searchParams.toString() };
}
