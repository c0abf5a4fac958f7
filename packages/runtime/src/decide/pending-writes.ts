import type { EventDefinition, ServiceName } from '@loop/contracts';
import type { z } from 'zod';
import { plainArray, textArray } from '../db/array-parameter.ts';
import type { Session } from '../db/session.ts';
import { storableJson } from '../db/storable-text.ts';
import type { Effect } from '../decide/decision.ts';
import type { ActOptions, EmitOptions } from './decision.ts';
import { idFrom } from './ids.ts';
import type { Origin } from './origin.ts';

interface OutboxRow {
  readonly id: string;
  readonly tenantId: string;
  readonly subject: string;
  readonly version: number;
  readonly key: string;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | null;
  readonly sequence: number | null;
  readonly body: string;
}

interface EffectRow {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly provider: string;
  readonly key: string;
  readonly intent: string;
  readonly dueAt: string;
  readonly origin: Origin;
}

/** A decision's tenant, time and origin: what its events and effects are stamped with. */
export interface Stamp {
  readonly tenantId: string;
  readonly now: Date;
  readonly origin: Origin;
}

/**
 * Events and effects that the decisions of one transaction have made, written set-based just before it commits: two
 * statements however many rows.
 */
export class PendingWrites {
  readonly #service: ServiceName;
  readonly #replayId: string | null;
  readonly #outbox: OutboxRow[] = [];
  readonly #effects: EffectRow[] = [];
  readonly #ordinals = new Map<string, number>();
  #instant: { readonly now: Date; readonly text: string } | undefined;

  /** Effects are free at once, or held until the reprocess `replayId` is armed. */
  constructor(service: ServiceName, replayId: string | null = null) {
    this.#service = service;
    this.#replayId = replayId;
  }

  get events(): number {
    return this.#outbox.length;
  }

  get effects(): number {
    return this.#effects.length;
  }

  /** See {@link import('./decision.ts').Decision.emit}. */
  emit<D extends EventDefinition>(stamp: Stamp, event: D, data: z.input<D['schema']>, options: EmitOptions): string {
    if (event.publisher !== this.#service) throw new Error(`${this.#service} may not publish ${event.subject}`);
    const payload = event.schema.parse(data) as Record<string, unknown>;
    const key = String(payload[event.key]);
    const { origin, tenantId } = stamp;
    const cause = [
      tenantId,
      this.#service,
      origin.handler,
      origin.causationId,
      event.subject,
      key,
      origin.generation,
    ] as const;
    const slot = cause.join('\n');
    const ordinal = this.#ordinals.get(slot) ?? 0;
    this.#ordinals.set(slot, ordinal + 1);
    const id = idFrom(...cause, ordinal);
    this.#outbox.push({
      id,
      tenantId,
      subject: event.subject,
      version: event.version,
      key,
      occurredAt: this.#instantOf(stamp.now),
      correlationId: options.correlationId ?? origin.correlationId,
      causationId: origin.causationId,
      traceparent: options.traceparent ?? origin.traceparent,
      sequence: options.sequence ?? null,
      body: JSON.stringify(payload),
    });
    return id;
  }

  /** A batch's decisions share their time. */
  #instantOf(now: Date): string {
    if (this.#instant?.now !== now) this.#instant = { now, text: now.toISOString() };
    return this.#instant.text;
  }

  /** See {@link import('./decision.ts').Decision.act}. */
  act<I extends z.ZodType>(stamp: Stamp, effect: Effect<I>, intent: z.input<I>, options: ActOptions): string {
    const { origin, tenantId } = stamp;
    const id = idFrom(tenantId, this.#service, effect.name, options.key, origin.generation);
    this.#effects.push({
      id,
      tenantId,
      name: effect.name,
      provider: effect.provider,
      key: options.key,
      intent: storableJson(effect.intent.parse(intent)),
      dueAt: (options.dueAt ?? stamp.now).toISOString(),
      origin,
    });
    return id;
  }

  /** Sends the collected rows. The session must admit all their tenants. An effect that is there already stays as it is. */
  flush(session: Session): void {
    const [only] = this.#outbox;
    if (this.#outbox.length === 1 && only !== undefined) void session.sql(INSERT_OUTBOX_ROW, outboxRow(only));
    else if (this.#outbox.length > 1) void session.sql(INSERT_OUTBOX, outboxColumns(this.#outbox));
    if (this.#effects.length > 0) void session.sql(INSERT_EFFECTS, [...effectColumns(this.#effects), this.#replayId]);
  }
}

const OUTBOX =
  'outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, key_seq, traceparent, body)';

/** Most decisions of a request emit one event: as a row it costs the database a quarter less than as columns. */
const INSERT_OUTBOX_ROW = `INSERT INTO ${OUTBOX} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const INSERT_OUTBOX = `INSERT INTO ${OUTBOX}
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::uuid[], $8::uuid[],
    $9::bigint[], $10::text[], $11::text[])`;

function outboxRow(row: OutboxRow): unknown[] {
  const { id, tenantId, subject, version, key, occurredAt, correlationId, causationId } = row;
  return [
    ...[id, tenantId, subject, version, key, occurredAt, correlationId, causationId],
    ...[row.sequence, row.traceparent, row.body],
  ];
}

function outboxColumns(rows: readonly OutboxRow[]): unknown[] {
  return [
    plainArray(rows.map((row) => row.id)),
    plainArray(rows.map((row) => row.tenantId)),
    textArray(rows.map((row) => row.subject)),
    plainArray(rows.map((row) => row.version)),
    textArray(rows.map((row) => row.key)),
    plainArray(rows.map((row) => row.occurredAt)),
    plainArray(rows.map((row) => row.correlationId)),
    plainArray(rows.map((row) => row.causationId)),
    plainArray(rows.map((row) => row.sequence)),
    textArray(rows.map((row) => row.traceparent)),
    textArray(rows.map((row) => row.body)),
  ];
}

const INSERT_EFFECTS = `INSERT INTO effects
  (id, tenant_id, name, provider, key, generation, intent, due_at, correlation_id, causation_id, traceparent, replay_id, state)
  SELECT *, $12::uuid, CASE WHEN $12::uuid IS NULL THEN 'ready' ELSE 'held' END
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::jsonb[], $8::timestamptz[],
      $9::uuid[], $10::uuid[], $11::text[])
  ON CONFLICT DO NOTHING`;

function effectColumns(rows: readonly EffectRow[]): unknown[] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.tenantId),
    rows.map((row) => row.name),
    rows.map((row) => row.provider),
    rows.map((row) => row.key),
    rows.map((row) => row.origin.generation),
    rows.map((row) => row.intent),
    rows.map((row) => row.dueAt),
    rows.map((row) => row.origin.correlationId),
    rows.map((row) => row.origin.causationId),
    rows.map((row) => row.origin.traceparent),
  ];
}
