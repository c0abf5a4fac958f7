import type { Pool } from 'pg';
import { transaction } from './session.ts';
import type { Tx } from './tx.ts';

/** Runs a reading transaction that sees one tenant's rows. A write in it fails. */
export function readAsTenant<T>(pool: Pool, tenantId: string, load: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(pool, (session) => {
    void session.sql('SET TRANSACTION READ ONLY');
    session.admit([tenantId]);
    return load(session);
  });
}
