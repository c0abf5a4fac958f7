import pg, { type Pool, type PoolClient, type QueryResult } from 'pg';
import { sendTogether } from './send-together.ts';
import type { Statement, Tx } from './tx.ts';

/** Beyond this many different texts statements are sent unnamed: texts with value lists would fill the server's memory. */
const MAX_NAMED_STATEMENTS = 500;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMED_STATEMENTS) return undefined;
  const name = `s${names.size}`;
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

const NO_VALUES: readonly unknown[] = [];

function nothing(): void {
  /* kept in the session's `failure` */
}

const rowsOf = <O>(result: QueryResult): O[] => result.rows as O[];
const firstOf = <O>(result: QueryResult): O | undefined => result.rows[0] as O | undefined;
const countOf = (result: QueryResult): number => result.rowCount ?? 0;

class PipelinedSession implements Session {
  readonly #client: PoolClient;
  /** The first failure: later ones only say that the transaction is aborted. */
  failure: unknown;
  writes = 0;
  ended = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** A statement nobody awaits may fail without taking the process down: `failure` fails the transaction instead. */
  send<T>(text: string, values: readonly unknown[], pick: (result: QueryResult) => T): Promise<T> {
    const answered = new Promise<T>((resolve, reject) => {
      if (this.ended) throw new Error('A statement was sent after its transaction: await it');
      const name = values.length > 0 ? nameOf(text) : undefined;
      const query = { text, values: values as unknown[], ...(name === undefined ? {} : { name }) };
      sendTogether(this.#client);
      void this.#client.query(query, (error: Error | undefined, result: QueryResult) => {
        if (error) reject(error);
        else resolve(pick(result));
      });
    });
    const sent = answered.catch((error: Error) => {
      this.failure ??= error;
      // The stack would lead to the socket; whoever awaits the statement is what one wants to know.
      Error.captureStackTrace(error);
      throw error;
    });
    sent.catch(nothing);
    return sent;
  }

  sql<O extends object>(text: string, values: readonly unknown[] = NO_VALUES): Promise<O[]> {
    return this.send(text, values, rowsOf<O>);
  }

  admit(tenantIds: readonly string[]): void {
    void this.sql(`SELECT set_config('app.tenant_id', $1, true)`, [tenantIds.join(',')]);
  }

  rows<O>(statement: Statement<O>): Promise<O[]> {
    return this.#compiled(statement, rowsOf<O>);
  }

  first<O>(statement: Statement<O>): Promise<O | undefined> {
    return this.#compiled(statement, firstOf<O>);
  }

  run(statement: Statement): Promise<number> {
    return this.#compiled(statement, countOf);
  }

  #compiled<T>(statement: Statement, pick: (result: QueryResult) => T): Promise<T> {
    const { sql, parameters } = statement.compile();
    if (!/^\s*select\b/i.test(sql)) this.writes += 1;
    return this.send(sql, parameters, pick);
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
    void session.sql('BEGIN');
    const result = await Promise.race([work(session), lost]);
    const command = await session.send('COMMIT', NO_VALUES, (answer) => answer.command);
    if (command !== 'COMMIT') throw session.failure ?? new Error('The transaction was rolled back');
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
