import { createHash } from 'node:crypto';
import { sqlFor } from '../db/sql-for.ts';
import type { Edge } from '../decide/edge.ts';
import type { Reply } from './route.ts';

interface IdempotencyTable {
  readonly route: string;
  readonly key: string;
  readonly request_sha256: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | string | null;
  readonly body: Buffer | null;
  readonly created_at: Date;
}

const sql = sqlFor<{ http_idempotency: IdempotencyTable }>();

/** A claim this old was left by a process that died: the next request with the key goes on with it. Above every answer's time. */
const ABANDONED_MS = 60_000;

/** One request under a key. */
export interface KeyedRequest {
  readonly tenantId: string;
  /** `POST /client-room/:contractId/sign` */
  readonly route: string;
  readonly key: string;
  /** Of address, credentials and body: who sends the key with anything else is refused, not answered. */
  readonly sha256: string;
}

/** What became of a claim: it is ours to answer, was answered, is being answered by somebody, or belongs to another request. */
export type Claim = 'ours' | 'busy' | 'mismatch' | { readonly answered: Reply };

/** SHA-256 over the parts, each with its length, in hex. */
export function requestSha256(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/**
 * Claims a key before its request is handled. Of requests that run at the same time one gets it. A claim whose process died
 * is taken over after a minute; what it had decided has the same cause then, hence the same ids.
 */
export function claimIdempotencyKey(edge: Edge, request: KeyedRequest): Promise<Claim> {
  const { tenantId, route, key, sha256 } = request;
  return edge.decide(tenantId, { cause: `claim ${route} ${key}` }, async ({ tx }) => {
    const inserted = await tx.run(
      sql
        .insertInto('http_idempotency')
        .values({ route, key, request_sha256: sha256, created_at: new Date() })
        .onConflict((conflict) => conflict.doNothing()),
    );
    if (inserted === 1) return 'ours';
    const row = await tx.first(
      sql.selectFrom('http_idempotency').selectAll().where('route', '=', route).where('key', '=', key).forUpdate(),
    );
    if (row === undefined) return 'busy';
    if (row.request_sha256 !== sha256) return 'mismatch';
    if (row.status !== null) {
      const headers = (row.headers ?? {}) as Readonly<Record<string, string>>;
      return { answered: { status: row.status, headers, cookies: [], body: row.body } };
    }
    if (Date.now() - row.created_at.getTime() < ABANDONED_MS) return 'busy';
    await tx.run(
      sql
        .updateTable('http_idempotency')
        .set({ created_at: new Date() })
        .where('route', '=', route)
        .where('key', '=', key),
    );
    return 'ours';
  });
}

/** Keeps the answer for whoever sends the key again. Cookies are not kept: they are secrets. */
export function storeAnswer(edge: Edge, request: KeyedRequest, reply: Reply): Promise<void> {
  const { tenantId, route, key } = request;
  return edge.decide(tenantId, { cause: `answer ${route} ${key}` }, async ({ tx }) => {
    await tx.run(
      sql
        .updateTable('http_idempotency')
        .set({
          status: reply.status,
          headers: JSON.stringify(reply.headers),
          body: reply.body === null ? null : Buffer.from(reply.body),
        })
        .where('route', '=', route)
        .where('key', '=', key),
    );
  });
}

/** Gives a claim back that came to nothing, so that the same key can be tried again at once. */
export function releaseIdempotencyKey(edge: Edge, request: KeyedRequest): Promise<void> {
  const { tenantId, route, key } = request;
  return edge.decide(tenantId, { cause: `release ${route} ${key}` }, async ({ tx }) => {
    await tx.run(
      sql.deleteFrom('http_idempotency').where('route', '=', route).where('key', '=', key).where('status', 'is', null),
    );
  });
}
