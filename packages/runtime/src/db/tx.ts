import type { CompiledQuery } from 'kysely';

/** Anything kysely can compile: a query builder, or a compiled query. `O` is the type of a row. */
export interface Statement<O = unknown> {
  compile(): CompiledQuery<O>;
}

/**
 * The one way to send SQL. Statements are compiled by kysely and sent pipelined, as named prepared statements:
 * calls made without awaiting one another share a round trip and keep their order.
 *
 * Every statement of a transaction runs as the service's `app` role under row-level security for the decision's tenant.
 * When one statement fails, the whole transaction is rolled back, whatever the caller does with the rejection.
 */
export interface Tx {
  /** Sends the statement; resolves to its rows. */
  rows<O>(statement: Statement<O>): Promise<O[]>;
  /** Sends the statement; resolves to its first row, or undefined. */
  first<O>(statement: Statement<O>): Promise<O | undefined>;
  /** Sends the statement; resolves to the number of rows it touched. */
  run(statement: Statement): Promise<number>;
}
