import type { Pool } from 'pg';
import { type Claimant, claimDue, claimInTurn, type Room, TENANTS_A_LOOK, type Turn, tenantsInLine } from './claims.ts';
import type { EffectRow } from './effect-row.ts';

/** Of so many claims at a provider with a long queue, one goes round the tenants. */
const IN_TURN_EVERY = 4;

/** How long claims in a row go on from where the last one ended before the whole queue is looked at again. */
const GO_ON_FOR_MS = 1_000;

const BEFORE_ALL_TENANTS = '00000000-0000-0000-0000-000000000000';

/** What was claimed, and whether there is likely more. */
interface Share {
  readonly rows: readonly EffectRow[];
  readonly more: boolean;
}

/**
 * Claims what is due, the longest due first. Where that fills the room again and again, somebody has filled the queue:
 * each fourth claim at that provider goes round the tenants and gives each the same. So whoever waits behind another's thousands
 * has a share in a quarter of the room, equal to that of every other tenant in line.
 */
export class QueueShare {
  readonly #pool: Pool;
  readonly #claimant: Claimant;
  /** Claims in a row that filled the room, by provider. */
  readonly #filled = new Map<string, number>();
  /** By provider, the time up to which everything due was claimed, and since when claims go on from there. */
  readonly #reached = new Map<string, { readonly dueAt: Date; readonly sinceMs: number }>();
  /** The tenant after which the next round of a provider goes on. */
  readonly #lookedUpTo = new Map<string, string>();

  constructor(pool: Pool, claimant: Claimant) {
    this.#pool = pool;
    this.#claimant = claimant;
  }

  async claim(domainNow: Date, free: ReadonlyMap<string, number>): Promise<Share> {
    const rooms = [...free].map(([provider, calls]) => ({ provider, free: calls, dueFrom: this.#dueFrom(provider) }));
    const isLong = (room: Room): boolean => (this.#filled.get(room.provider) ?? 0) >= IN_TURN_EVERY - 1;
    const inTurn = rooms.filter(isLong);
    const byAge = rooms.filter((room) => !isLong(room));
    const rows = await whatSucceeds([this.#inTurn(domainNow, inTurn), this.#byAge(domainNow, byAge)]);
    const more =
      inTurn.length > 0 || byAge.some((room) => this.#filled.has(room.provider) || room.dueFrom !== '-infinity');
    return { rows, more };
  }

  async #byAge(domainNow: Date, rooms: readonly Room[]): Promise<readonly EffectRow[]> {
    if (rooms.length === 0) return [];
    const rows = await claimDue(this.#pool, this.#claimant, domainNow, rooms);
    for (const { provider, free } of rooms) {
      const claimed = rows.filter((row) => row.provider === provider);
      if (claimed.length === free) this.#goOn(provider, claimed);
      else this.#beginAnew(provider);
    }
    return rows;
  }

  /** Effects that are put back, or scheduled for a time that has passed, wait until the queue is looked at from its beginning. */
  #goOn(provider: string, claimed: readonly EffectRow[]): void {
    this.#filled.set(provider, (this.#filled.get(provider) ?? 0) + 1);
    const dueAt = new Date(Math.max(...claimed.map((row) => row.due_at.getTime())));
    const sinceMs = this.#reached.get(provider)?.sinceMs ?? performance.now();
    this.#reached.set(provider, { dueAt, sinceMs });
  }

  #beginAnew(provider: string): void {
    this.#filled.delete(provider);
    this.#reached.delete(provider);
  }

  #dueFrom(provider: string): string {
    const reached = this.#reached.get(provider);
    if (reached === undefined) return '-infinity';
    if (performance.now() - reached.sinceMs < GO_ON_FOR_MS) return reached.dueAt.toISOString();
    this.#reached.delete(provider);
    return '-infinity';
  }

  async #inTurn(domainNow: Date, rooms: readonly Room[]): Promise<readonly EffectRow[]> {
    if (rooms.length === 0) return [];
    for (const { provider } of rooms) this.#filled.delete(provider);
    const turns = await this.#turns(domainNow, rooms);
    return turns.length === 0 ? [] : claimInTurn(this.#pool, this.#claimant, domainNow, turns);
  }

  async #turns(domainNow: Date, rooms: readonly Room[]): Promise<Turn[]> {
    const providers = rooms.map((room) => room.provider);
    const after = providers.map((provider) => this.#lookedUpTo.get(provider) ?? BEFORE_ALL_TENANTS);
    const inLine = await tenantsInLine(this.#pool, domainNow, providers, after);
    return rooms.flatMap(({ provider, free, dueFrom }) => {
      const looked = inLine.filter((tenant) => tenant.provider === provider);
      const last = looked.length < TENANTS_A_LOOK ? undefined : looked.at(-1);
      this.#lookedUpTo.set(provider, last?.tenant_id ?? BEFORE_ALL_TENANTS);
      const due = looked.filter((tenant) => tenant.due);
      const each = Math.max(1, Math.floor(free / due.length));
      return due.map((tenant) => ({ provider, tenantId: tenant.tenant_id, free: each, dueFrom }));
    });
  }
}

/** What one statement has claimed must be performed, though the other has failed. Rejects when nothing was claimed. */
async function whatSucceeds(claims: readonly Promise<readonly EffectRow[]>[]): Promise<EffectRow[]> {
  const settled = await Promise.allSettled(claims);
  const rows = settled.flatMap((claim) => (claim.status === 'fulfilled' ? claim.value : []));
  const failed = settled.find((claim) => claim.status === 'rejected');
  if (failed !== undefined && rows.length === 0) throw failed.reason;
  return rows;
}
