import { createHash } from 'node:crypto';
import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { problemReply } from '../core/reply.ts';
import type { PostBoard } from '../posts/post-board.ts';
import { FEED_DOCUMENTS } from './feed-documents.ts';

/** A feed holds its newest entries only. */
const newestEntries = 40;

function feed(board: PostBoard, { headers, params }: SandboxRequest): Reply {
  const at = FEED_DOCUMENTS.findIndex(({ name }) => name === params['name']);
  const document = FEED_DOCUMENTS[at];
  if (document === undefined) return problemReply(404, 'No such feed');
  const posts = board
    .visible()
    .filter(({ isDeleted, number }) => !isDeleted && number % (FEED_DOCUMENTS.length - 1) === at % 3)
    .slice(0, newestEntries);
  const body = document.write(posts);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const lastModified = new Date((posts[0]?.createdAt ?? 0) * 1_000).toUTCString();
  const answered = { etag, 'last-modified': lastModified };
  const known = headers['if-none-match'];
  const isSame = known === undefined ? headers['if-modified-since'] === lastModified : known === etag;
  if (isSame) return { status: 304, headers: answered, body: '', note: { unchanged: true } };
  return { status: 200, headers: { ...answered, 'content-type': document.contentType }, body };
}

/** Feeds of job boards: RSS 2.0, Atom and JSON Feed, with validators for those who come again. */
export const createFeedsProvider = (board: PostBoard): Provider => ({
  name: 'feeds',
  hosts: ['feeds.localhost'],
  operations: [{ name: 'feed.get', method: 'get', path: '/feeds/:name', handle: (request) => feed(board, request) }],
  around: (_operation, _request, produce) => produce(),
  failure: ({ status, retryAfterSeconds }) => ({
    status,
    headers: { 'content-type': 'text/html', ...(status === 429 ? { 'retry-after': String(retryAfterSeconds) } : {}) },
    body: '<h1>Try again later</h1>',
  }),
  notFound: () => problemReply(404, 'No such feed'),
});
