import { createHash } from 'node:crypto';
import pg, { type Pool, type PoolClient, type QueryResult } from 'pg';
import type { Statement, Tx } from './tx.ts';

/** Beyond this many different texts statements are sent unnamed: texts with value lists would fill the server's memory. */
const MAX_NAMED_STATEMENTS = 500;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMED_STATEMENTS) return undefined;
  const name = `s${createHash('sha1').update(text).digest('base64url').slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/** A {@link Tx} as the runtime itself sees it: plain SQL beside kysely's, and whether anything was written. */
export interface Session extends Tx {
  /** Sends SQL text of the runtime's own. */
  sql<O extends object>(text: string, values?: readonly unknown[]): Promise<O[]>;
  /** Names the tenants whose rows the following statements may see and write. */
  admit(tenantIds: readonly string[]): void;
  /** Statements sent so far that are not plain reads. */
  readonly writes: number;
}

class PipelinedSession implements Session {
  readonly #client: PoolClient;
  /** The first failure: later ones only say that the transaction is aborted. */
  failure: unknown;
  writes = 0;
  ended = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  send(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
    if (this.ended)
      return this.#quiet(Promise.reject(new Error('A statement was sent after its transaction: await it')));
    const name = values.length > 0 ? nameOf(text) : undefined;
    const sent = this.#client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    return this.#quiet(sent);
  }

  sql<O extends object>(text: string, values?: readonly unknown[]): Promise<O[]> {
    return this.#quiet(this.send(text, values).then((result) => result.rows as O[]));
  }

  admit(tenantIds: readonly string[]): void {
    void this.send(`SELECT set_config('app.tenant_id', $1, true)`, [tenantIds.join(',')]);
  }

  rows<O>(statement: Statement<O>): Promise<O[]> {
    return this.#quiet(this.#compiled(statement).then((result) => result.rows as O[]));
  }

  first<O>(statement: Statement<O>): Promise<O | undefined> {
    return this.#quiet(this.rows(statement).then((rows) => rows[0]));
  }

  run(statement: Statement): Promise<number> {
    return this.#quiet(this.#compiled(statement).then((result) => result.rowCount ?? 0));
  }

  /** A statement nobody awaits may fail without taking the process down: `failure` fails the transaction instead. */
  #quiet<T>(sent: Promise<T>): Promise<T> {
    sent.catch((error: unknown) => {
      this.failure ??= error;
    });
    return sent;
  }

  #compiled(statement: Statement): Promise<QueryResult> {
    const { sql, parameters } = statement.compile();
    if (!/^\s*select\b/i.test(sql)) this.writes += 1;
    return this.send(sql, parameters);
  }
}

/** A statement changed under its plan, is missing, or is there already. */
const STALE_STATEMENT = new Set(['0A000', '26000', '42P05']);

/** Whether a failure leaves the client and the server at odds about the connection's prepared statements. */
function distrusted(failure: unknown): boolean {
  if (failure === undefined) return false;
  return !(failure instanceof pg.DatabaseError) || STALE_STATEMENT.has(failure.code ?? '');
}

/**
 * Runs one transaction. `BEGIN`, the work's statements and `COMMIT` are pipelined where the work does not await in between.
 *
 * Rejects with the first failure when any statement failed, even one whose rejection the work has swallowed: a pipelined
 * COMMIT of a failed transaction is answered ROLLBACK and must never count as done. On rejection nothing was committed,
 * except when the connection broke while COMMIT was under way: then nobody knows, and the caller's inbox row or key tells.
 * Work that never answers is given up when the server ends its idle transaction (15 s) or any transaction (30 s).
 */
export async function transaction<T>(pool: Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const session = new PipelinedSession(client);
  let broken = false;
  let onError: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    onError = (error) => {
      broken = true;
      session.failure ??= error;
      reject(error);
    };
  });
  // Also when the work is long over: the failure is kept in the session, and nobody waits for this any more.
  lost.catch(() => undefined);
  client.on('error', onError);
  try {
    void session.send('BEGIN');
    const result = await Promise.race([work(session), lost]);
    const commit = await session.send('COMMIT');
    if (commit.command !== 'COMMIT') throw session.failure ?? new Error('The transaction was rolled back');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(onError);
    throw session.failure ?? error;
  } finally {
    session.ended = true;
    client.off('error', onError);
    client.release(broken || distrusted(session.failure));
  }
}
