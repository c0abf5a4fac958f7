import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { writeMoney } from './paypal-money.ts';
import { paypalError, paypalReply, unknownResource } from './paypal-reply.ts';
import type { StoredTransaction } from './paypal-tables.ts';
import { viewDispute } from './paypal-view.ts';
import { type PayPalWorld, paypalTime } from './paypal-world.ts';

const longestSearchMs = 31 * 24 * 3_600_000;
const eventsKeptMs = 30 * 24 * 3_600_000;

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

function readQuery<T>(schema: z.ZodType<T>, { query }: SandboxRequest): { value: T } | { refusal: Reply } {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return { value: parsed.data };
  const details = parsed.error.issues.map(({ path }) => {
    return { field: path.map(String).join('.'), issue: 'INVALID_PARAMETER_VALUE', location: 'query' as const };
  });
  return { refusal: paypalError(400, 'INVALID_REQUEST', details) };
}

/** The address of another page of a list. */
function pageLink(world: PayPalWorld, request: SandboxRequest, page: number): object {
  const query = new URLSearchParams(request.query);
  query.set('page', String(page));
  return { href: `${world.apiOrigin()}${request.path}?${query.toString()}`, rel: 'next', method: 'GET' };
}

const searchQuery = z.object({
  start_date: instant,
  end_date: instant,
  transaction_id: z.string().min(17).max(19).optional(),
  fields: z.string().optional(),
  page_size: z.coerce.number().int().min(1).max(500).default(100),
  page: z.coerce.number().int().min(1).max(2_147_483_647).default(1),
});

function lineOf(transaction: StoredTransaction): object {
  const { about, currency, customId, feeMinor, invoiceId } = transaction;
  return {
    transaction_info: {
      transaction_id: transaction.id,
      ...(about === null ? {} : { paypal_reference_id: about, paypal_reference_id_type: 'TXN' }),
      transaction_event_code: transaction.code,
      transaction_initiation_date: paypalTime(transaction.atMs).replace('Z', '+0000'),
      transaction_updated_date: paypalTime(transaction.atMs).replace('Z', '+0000'),
      transaction_amount: writeMoney(transaction),
      ...(feeMinor === 0 ? {} : { fee_amount: writeMoney({ amountMinor: feeMinor, currency }) }),
      transaction_status: 'S',
      ...(customId === null ? {} : { custom_field: customId }),
      ...(invoiceId === null ? {} : { invoice_id: invoiceId }),
    },
  };
}

/** https://developer.paypal.com/docs/api/transaction-search/v1/; here without its delay of up to three hours. */
function searchTransactions(world: PayPalWorld, request: SandboxRequest): Reply {
  const read = readQuery(searchQuery, request);
  if ('refusal' in read) return read.refusal;
  const { start_date, end_date, page, page_size, transaction_id } = read.value;
  if (end_date < start_date || end_date - start_date > longestSearchMs) {
    const description = 'Date range is greater than 31 days, or its end is before its start.';
    return paypalError(400, 'INVALID_REQUEST', [{ issue: 'INVALID_DATE_RANGE', description, location: 'query' }]);
  }
  const found = world.tables.transactions
    .all()
    .filter(({ atMs }) => atMs >= start_date && atMs <= end_date)
    .filter(({ id }) => transaction_id === undefined || id === transaction_id);
  const pages = Math.ceil(found.length / page_size);
  return paypalReply(200, {
    transaction_details: found.slice((page - 1) * page_size, page * page_size).map(lineOf),
    account_number: 'SANDBXSHEP999',
    start_date: paypalTime(start_date).replace('Z', '+0000'),
    end_date: paypalTime(end_date).replace('Z', '+0000'),
    last_refreshed_datetime: paypalTime(world.clock.nowMs()).replace('Z', '+0000'),
    page,
    total_items: found.length,
    total_pages: pages,
    links: page < pages ? [pageLink(world, request, page + 1)] : [],
  });
}

const eventsQuery = z.object({
  start_time: instant.optional(),
  end_time: instant.optional(),
  event_type: z.string().optional(),
  transaction_id: z.string().optional(),
  page_size: z.coerce.number().int().min(1).max(300).default(10),
  /** Ours: PayPal's own links carry a token of theirs. */
  page: z.coerce.number().int().min(1).default(1),
});

/** Events of the last 30 days, newest first. https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_list */
function listEvents(world: PayPalWorld, request: SandboxRequest): Reply {
  const read = readQuery(eventsQuery, request);
  if ('refusal' in read) return read.refusal;
  const { end_time, event_type, page, page_size, start_time, transaction_id } = read.value;
  const now = world.clock.nowMs();
  const found = world.tables.events
    .all()
    .reverse()
    .filter(({ createdMs }) => createdMs >= Math.max(start_time ?? 0, now - eventsKeptMs))
    .filter(({ createdMs }) => createdMs <= (end_time ?? Number.POSITIVE_INFINITY))
    .filter(({ type }) => event_type === undefined || type === event_type)
    .filter(({ resourceId }) => transaction_id === undefined || resourceId === transaction_id);
  const events = found.slice((page - 1) * page_size, page * page_size).map(({ body }) => JSON.parse(body) as unknown);
  const links = page * page_size < found.length ? [pageLink(world, request, page + 1)] : [];
  return paypalReply(200, { events, count: events.length, links });
}

const disputesQuery = z.object({
  disputed_transaction_id: z.string().optional(),
  start_time: instant.optional(),
  update_time_after: instant.optional(),
  page_size: z.coerce.number().int().min(1).max(50).default(10),
});

function listDisputes(world: PayPalWorld, request: SandboxRequest): Reply {
  const read = readQuery(disputesQuery, request);
  if ('refusal' in read) return read.refusal;
  const { disputed_transaction_id, page_size, start_time, update_time_after } = read.value;
  const items = world.tables.disputes
    .all()
    .reverse()
    .filter(({ captureId }) => disputed_transaction_id === undefined || captureId === disputed_transaction_id)
    .filter(({ createdMs }) => createdMs >= (start_time ?? 0))
    .filter(({ updatedMs }) => updatedMs >= (update_time_after ?? 0))
    .slice(0, page_size);
  return paypalReply(200, { items: items.map((dispute) => viewDispute(world, dispute)), links: [] });
}

/** What is only read: disputes, the account's transactions, events. */
export const recordOperations = (world: PayPalWorld): Operation[] => [
  {
    name: 'disputes.list',
    method: 'get',
    path: '/v1/customer/disputes',
    handle: (request) => listDisputes(world, request),
  },
  {
    name: 'disputes.get',
    method: 'get',
    path: '/v1/customer/disputes/:id',
    handle: ({ params }) => {
      const dispute = world.tables.disputes.get(params['id'] ?? '');
      return dispute ? paypalReply(200, viewDispute(world, dispute)) : unknownResource();
    },
  },
  {
    name: 'transactions.search',
    method: 'get',
    path: '/v1/reporting/transactions',
    handle: (request) => searchTransactions(world, request),
  },
  {
    name: 'webhooks_events.list',
    method: 'get',
    path: '/v1/notifications/webhooks-events',
    handle: (request) => listEvents(world, request),
  },
  {
    name: 'webhooks_events.get',
    method: 'get',
    path: '/v1/notifications/webhooks-events/:id',
    handle: ({ params }) => {
      const event = world.tables.events.get(params['id'] ?? '');
      return event ? paypalReply(200, JSON.parse(event.body)) : unknownResource();
    },
  },
];
