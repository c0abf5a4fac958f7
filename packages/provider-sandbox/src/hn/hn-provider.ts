import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { jsonReply } from '../core/reply.ts';
import type { HnBoard, HnPost } from './hn-board.ts';
import { readHnQuery } from './hn-query.ts';
import { hitOf, itemOf } from './hn-view.ts';

/** No page reaches past this many hits, whatever `nbHits` says. */
const reachableHits = 1_000;

const byPoints = (a: HnPost, b: HnPost): number => (b.points ?? 0) - (a.points ?? 0) || b.createdAt - a.createdAt;

function search(board: HnBoard, request: SandboxRequest, order: 'date' | 'relevance'): Reply {
  const query = readHnQuery(request.query);
  if ('error' in query) return jsonReply(400, { message: query.error, status: 400 });
  const found = board.visible().filter(query.matches);
  if (order === 'relevance') found.sort(byPoints);
  const start = query.page * query.hitsPerPage;
  const end = Math.min(start + query.hitsPerPage, reachableHits);
  const hits = found.slice(start, Math.max(start, end)).map((post) => hitOf(board, post));
  return {
    ...jsonReply(200, {
      exhaustive: { nbHits: true, typo: true },
      exhaustiveNbHits: true,
      exhaustiveTypo: true,
      hits,
      hitsPerPage: query.hitsPerPage,
      nbHits: found.length,
      nbPages: query.hitsPerPage === 0 ? 0 : Math.ceil(Math.min(found.length, reachableHits) / query.hitsPerPage),
      page: query.page,
      params: request.query.toString(),
      processingTimeMS: 1,
      query: query.query,
      serverTimeMS: 1,
    }),
    note: { hits: hits.length },
  };
}

function item(board: HnBoard, request: SandboxRequest): Reply {
  const post = board.find(Number(request.params['id']));
  return post ? jsonReply(200, itemOf(board, post)) : jsonReply(404, { status: 404, error: 'Not Found' });
}

/** Hacker News search as hn.algolia.com answers it; no key. */
export const createHnProvider = (board: HnBoard): Provider => ({
  name: 'hn',
  hosts: ['hn.algolia.com', 'hn.localhost'],
  operations: [
    {
      name: 'search_by_date',
      method: 'get',
      path: '/api/v1/search_by_date',
      handle: (request) => search(board, request, 'date'),
    },
    {
      name: 'search',
      method: 'get',
      path: '/api/v1/search',
      handle: (request) => search(board, request, 'relevance'),
    },
    { name: 'items.get', method: 'get', path: '/api/v1/items/:id', handle: (request) => item(board, request) },
  ],
  around: (_operation, _request, produce) => produce(),
  failure: ({ status, retryAfterSeconds }) =>
    status === 429
      ? jsonReply(
          429,
          { message: 'Too Many Requests', status: 429 },
          {
            'retry-after': String(retryAfterSeconds),
            'x-ratelimit-limit': '10000',
            'x-ratelimit-remaining': '0',
            'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + retryAfterSeconds),
          },
        )
      : jsonReply(status, { message: 'Internal Server Error', status }),
  notFound: () => jsonReply(404, { status: 404, error: 'Not Found' }),
});
