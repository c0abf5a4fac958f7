import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';
import { EFFECT_LEASE_MS, type EffectRow } from './effect-row.ts';

/** Tenants looked at for one provider to share its room among; the next look goes on behind them. */
export const TENANTS_A_LOOK = 32;

/** Most effects of unknown end taken up at a time. */
export const LOST_AT_A_TIME = 500;
const ASKED_AT_A_TIME = 50;

/**
 * Who claims, and which kinds of effects it knows: others are a newer version's, which must not be kept from performing
 * them.
 */
export interface Claimant {
  readonly holder: string;
  readonly kinds: readonly string[];
}

/** Effects that may be claimed of one provider, or of one tenant at it. */
export interface Room {
  readonly provider: string;
  readonly free: number;
  /** Those due before then are known to be claimed: what they leave in the index until it is cleaned need not be read. */
  readonly dueFrom: string;
}

/** What one tenant may have of a provider's room. */
export interface Turn extends Room {
  readonly tenantId: string;
}

/** A tenant with effects ready at a provider, and whether one of them is due and not paused. */
interface Candidate {
  readonly provider: string;
  readonly tenant_id: string;
  readonly due: boolean;
}

const LEASE = `lease_holder = $1::uuid, lease_until = now() + interval '1 ms' * ${EFFECT_LEASE_MS}`;
const CLAIM = `state = 'claimed', attempts = e.attempts + 1, ${LEASE}`;
const columns = (probe: boolean): string =>
  `e.id, e.tenant_id, e.name, e.provider, e.generation, e.intent, e.state, e.attempts, e.correlation_id, e.traceparent, e.due_at,
   ${probe} AS probe`;
const READY = `c.state = 'ready' AND c.not_before <= now()`;
/** As the index by tenant says it; by no other words would it be chosen without fail. */
const IN_LINE = `c.state >= 'ready' AND c.state <= 'ready'`;
const pausedTenant = (provider: string, tenant: string): string =>
  `EXISTS (SELECT 1 FROM pauses p WHERE (p.provider IS NULL OR p.provider = ${provider}) AND p.tenant_id = ${tenant})`;
const pausedProvider = (provider: string): string =>
  `EXISTS (SELECT 1 FROM pauses p WHERE (p.provider IS NULL OR p.provider = ${provider}) AND p.tenant_id IS NULL)`;

/** One statement as a transaction that leaves in one write: its answer is not waited for before COMMIT is sent. */
async function atOnce<O extends object>(pool: Pool, text: string, values: readonly unknown[]): Promise<O[]> {
  const { rows } = await transaction(pool, async (session) => ({ rows: session.sql<O>(text, values) }));
  return rows;
}

/** Leases due effects that are not paused, the longest due first. `domainNow` decides what is due. */
export function claimDue(
  pool: Pool,
  claimant: Claimant,
  domainNow: Date,
  rooms: readonly Room[],
): Promise<EffectRow[]> {
  return atOnce<EffectRow>(
    pool,
    `WITH room AS MATERIALIZED (SELECT r.* FROM unnest($4::text[], $5::int[], $6::timestamptz[]) AS r(provider, free, due_from)
           WHERE NOT ${pausedProvider('r.provider')}),
         due AS MATERIALIZED (SELECT d.id FROM room, LATERAL (SELECT c.id FROM effects c
           WHERE ${READY} AND c.provider = room.provider AND c.name = ANY($3::text[]) AND c.due_at <= $2 AND c.due_at >= room.due_from
             AND NOT ${pausedTenant('room.provider', 'c.tenant_id')}
           ORDER BY c.due_at, c.id LIMIT room.free FOR UPDATE SKIP LOCKED) d)
       UPDATE effects e SET ${CLAIM} FROM due WHERE e.id = due.id RETURNING ${columns(false)}`,
    [
      claimant.holder,
      domainNow.toISOString(),
      claimant.kinds,
      rooms.map((room) => room.provider),
      rooms.map((room) => room.free),
      rooms.map((room) => room.dueFrom),
    ],
  );
}

/**
 * Tenants with effects ready at the rooms' providers, in order of their ids, after the given tenant of each. One index probe a
 * tenant, however many effects it has.
 */
export function tenantsInLine(
  pool: Pool,
  domainNow: Date,
  providers: readonly string[],
  after: readonly string[],
): Promise<Candidate[]> {
  const next = (provider: string, tenant: string): string =>
    `(SELECT c.tenant_id, c.due_at FROM effects c WHERE ${IN_LINE} AND c.provider = ${provider} AND c.tenant_id > ${tenant}
      ORDER BY c.tenant_id, c.due_at LIMIT 1)`;
  return atOnce<Candidate>(
    pool,
    `WITH RECURSIVE line AS (
           SELECT r.provider, n.tenant_id, n.due_at, 1 AS place
             FROM unnest($2::text[], $3::uuid[]) AS r(provider, after_tenant), LATERAL ${next('r.provider', 'r.after_tenant')} n
            WHERE NOT ${pausedProvider('r.provider')}
           UNION ALL
           SELECT l.provider, n.tenant_id, n.due_at, l.place + 1
             FROM line l, LATERAL ${next('l.provider', 'l.tenant_id')} n WHERE l.place < ${TENANTS_A_LOOK})
       SELECT provider, tenant_id, due_at <= $1 AND NOT ${pausedTenant('line.provider', 'line.tenant_id')} AS due
         FROM line ORDER BY provider, place`,
    [domainNow.toISOString(), providers, after],
  );
}

/** Leases due effects, of each tenant as many as its turn says. The tenants must not be paused. */
export function claimInTurn(
  pool: Pool,
  claimant: Claimant,
  domainNow: Date,
  turns: readonly Turn[],
): Promise<EffectRow[]> {
  return atOnce<EffectRow>(
    pool,
    `WITH due AS MATERIALIZED (SELECT d.id
           FROM unnest($4::text[], $5::uuid[], $6::int[], $7::timestamptz[]) AS turn(provider, tenant_id, free, due_from), LATERAL (SELECT c.id FROM effects c
             WHERE ${IN_LINE} AND c.not_before <= now() AND c.provider = turn.provider AND c.tenant_id = turn.tenant_id
               AND c.name = ANY($3::text[]) AND c.due_at <= $2 AND c.due_at >= turn.due_from
             ORDER BY c.due_at LIMIT turn.free FOR UPDATE SKIP LOCKED) d
          WHERE NOT ${pausedProvider('turn.provider')} AND NOT ${pausedTenant('turn.provider', 'turn.tenant_id')})
       UPDATE effects e SET ${CLAIM} FROM due WHERE e.id = due.id RETURNING ${columns(false)}`,
    [
      claimant.holder,
      domainNow.toISOString(),
      claimant.kinds,
      turns.map((turn) => turn.provider),
      turns.map((turn) => turn.tenantId),
      turns.map((turn) => turn.free),
      turns.map((turn) => turn.dueFrom),
    ],
  );
}

/** Leases one effect by id, where it is free. */
export async function claimOne(pool: Pool, claimant: Claimant, id: string): Promise<EffectRow | undefined> {
  const [row] = await atOnce<EffectRow>(
    pool,
    `WITH due AS MATERIALIZED (SELECT c.id FROM effects c WHERE c.id = $2 AND ${READY} AND c.name = ANY($3::text[])
           AND NOT ${pausedProvider('c.provider')} AND NOT ${pausedTenant('c.provider', 'c.tenant_id')} FOR UPDATE SKIP LOCKED)
       UPDATE effects e SET ${CLAIM} FROM due WHERE e.id = due.id RETURNING ${columns(false)}`,
    [claimant.holder, id, claimant.kinds],
  );
  return row;
}

/** Leases one effect of each provider whose breaker is due for a probe; the next probe comes a minute later. */
export function claimProbes(pool: Pool, claimant: Claimant, domainNow: Date): Promise<EffectRow[]> {
  const pausedByOperator = `EXISTS (SELECT 1 FROM pauses p WHERE p.kind = 'operator'
    AND (p.provider IS NULL OR p.provider = c.provider) AND (p.tenant_id IS NULL OR p.tenant_id = c.tenant_id))`;
  return atOnce<EffectRow>(
    pool,
    `WITH asked AS (UPDATE pauses SET probe_at = now() + interval '60 s'
             WHERE kind = 'breaker' AND probe_at <= now() RETURNING provider),
         due AS MATERIALIZED (SELECT d.id FROM asked, LATERAL (SELECT c.id FROM effects c
             WHERE ${READY} AND c.provider = asked.provider AND c.name = ANY($3::text[]) AND c.due_at <= $2
               AND NOT ${pausedByOperator} ORDER BY c.due_at, c.id LIMIT 1 FOR UPDATE SKIP LOCKED) d)
       UPDATE effects e SET ${CLAIM} FROM due WHERE e.id = due.id RETURNING ${columns(true)}`,
    [claimant.holder, domainNow.toISOString(), claimant.kinds],
  );
}

/** Leases effects whose lease ran out: nobody knows how far they came. */
export function claimLost(pool: Pool, claimant: Claimant): Promise<EffectRow[]> {
  return atOnce<EffectRow>(
    pool,
    `WITH lost AS MATERIALIZED (SELECT c.id FROM effects c
           WHERE c.state = 'claimed' AND c.name = ANY($2::text[]) AND c.lease_until < now()
           ORDER BY c.lease_until LIMIT ${LOST_AT_A_TIME} FOR UPDATE SKIP LOCKED)
       UPDATE effects e SET ${LEASE} FROM lost WHERE e.id = lost.id RETURNING ${columns(false)}`,
    [claimant.holder, claimant.kinds],
  );
}

/** Leases `unknown` effects that are due to be asked about, of the kinds that can be. */
export function claimToAsk(pool: Pool, holder: string, reconcilable: readonly string[]): Promise<EffectRow[]> {
  return atOnce<EffectRow>(
    pool,
    `WITH due AS MATERIALIZED (SELECT c.id FROM effects c
           WHERE c.state = 'unknown' AND c.name = ANY($2::text[]) AND c.not_before <= now()
             AND coalesce(c.lease_until, '-infinity') < now()
           ORDER BY c.not_before LIMIT ${ASKED_AT_A_TIME} FOR UPDATE SKIP LOCKED)
       UPDATE effects e SET ${LEASE} FROM due WHERE e.id = due.id RETURNING ${columns(false)}`,
    [holder, reconcilable],
  );
}

/** Gives back effects whose calls were never begun, with their attempts. What is no longer this holder's is left alone. */
export async function giveBack(pool: Pool, holder: string, rows: readonly EffectRow[]): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE effects e SET state = 'ready', attempts = e.attempts - 1, lease_until = NULL
         FROM unnest($2::uuid[], $3::int[]) AS u(id, attempts)
        WHERE e.id = u.id AND e.attempts = u.attempts AND e.state = 'claimed' AND e.lease_holder = $1::uuid`,
      [holder, rows.map((row) => row.id), rows.map((row) => row.attempts)],
    ),
  );
}
