import type { Session } from '../db/session.ts';

/**
 * The tenants a service has decided for. They are written in the transaction that first decides for them; this process then
 * knows that they are there, and writes no more.
 */
export class KnownTenants {
  readonly #known = new Set<string>();

  /** Writes the tenants that may not be known yet; the session must admit them. Sends nothing when all are. */
  note(session: Session, tenantIds: readonly string[]): void {
    const fresh = tenantIds.filter((tenantId) => !this.#known.has(tenantId));
    if (fresh.length === 0) return;
    // In one order, so that no two batches wait for each other.
    void session.sql('INSERT INTO tenants (tenant_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING', [
      fresh.toSorted(),
    ]);
  }

  /** Call it once a transaction that noted them has committed. */
  committed(tenantIds: readonly string[]): void {
    for (const tenantId of tenantIds) this.#known.add(tenantId);
  }
}
