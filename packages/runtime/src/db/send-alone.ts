import type { Pool, QueryArrayConfig, QueryArrayResult } from 'pg';

/**
 * Sends one statement outside any transaction; for readers that read all the time. Rejects with its failure, and then the
 * connection is not used again. Not `pool.query`: that hands a connection to the next in line while its answers are still
 * being parsed, where the server's last words (it was killed) meet nobody and end the process.
 */
export async function sendAlone<R extends unknown[]>(
  pool: Pool,
  statement: QueryArrayConfig,
): Promise<QueryArrayResult<R>> {
  const client = await pool.connect();
  let failure: unknown;
  const onError = (error: unknown): void => {
    failure ??= error;
  };
  client.on('error', onError);
  try {
    return await client.query<R>(statement);
  } catch (error) {
    onError(error);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(failure !== undefined);
  }
}
