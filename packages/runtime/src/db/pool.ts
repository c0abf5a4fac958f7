import pg from 'pg';

/** Longest a transaction may live; the relay relies on it: a gap older than this will never be filled. */
export const TRANSACTION_TIMEOUT_MS = 30_000;

/** How a pool is opened. */
export interface PoolOptions {
  readonly url: string;
  readonly schema: string;
  /** Shows up in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly maxConnections: number;
}

/** Reads int8 as a number where that is exact. Throws beyond 2^53: a silent rounding of money or of a sequence would be worse. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A bigint from the database does not fit a safe integer');
  return value;
}

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return parseInt8;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

/**
 * Opens a pool whose connections pipeline (statements go out without waiting for one another's answers) and are bound to
 * one schema. Connections that die in the pool are replaced; what was under way on them rejects.
 */
export function openPool(options: PoolOptions, onIdleError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: types as pg.CustomTypesConfig,
    options: [
      `-c search_path=${options.schema}`,
      `-c transaction_timeout=${TRANSACTION_TIMEOUT_MS}`,
      '-c idle_in_transaction_session_timeout=15000',
      '-c statement_timeout=20000',
      '-c lock_timeout=10000',
    ].join(' '),
    ...{ pipeline: true },
  });
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', heardByItsUser));
  return pool;
}

/**
 * A connection's last words may stand in the same packet as its first: they come after the pool has let go of it and before
 * whoever waits for it can listen, and without any listener they end the process. The connection takes no statement any more, so
 * that its user's first one rejects.
 */
function heardByItsUser(): void {
  /* rejected there */
}
