import { opsStatus } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { transaction } from '../db/session.ts';
import { PARKED } from '../inbox/parked.ts';
import { INSTANCE_NAME } from '../instance-name.ts';
import type { BuiltIn } from './built-in.ts';

interface PauseRow {
  readonly tenant_id: string | null;
  readonly provider: string | null;
  readonly actor: string;
  readonly reason: string;
  readonly since: Date;
}

const AWAY = {
  outbox: null,
  inbox: null,
  held: null,
  parked: null,
  deadLetters: null,
  deadLettersByReason: null,
  effects: null,
  pauses: [],
};

/**
 * Answers `status`, for this instance. An open breaker shows among the pauses, with the actor `runtime`. While the database or the
 * broker is away it says so, and what it is behind with is null.
 */
export function statusResponder(builtIn: BuiltIn): Responder {
  const { definition, health, mode, startedAt } = builtIn;
  return respond(opsStatus.request(definition.name), async () => {
    const { broker, database } = await health();
    const isThere = database.version !== null && broker.problem === null;
    const reasons = [database.problem, broker.problem].filter((problem) => problem !== null);
    return {
      ok: {
        service: definition.name,
        instance: INSTANCE_NAME,
        mode,
        ready: reasons.length === 0,
        notReadyReasons: reasons.map((reason) => reason.slice(0, 300)),
        startedAt: startedAt.toISOString(),
        database,
        broker,
        ...(isThere ? await backlog(builtIn) : AWAY),
        providers: definition.providers.map((provider) => ({
          provider: provider.provider,
          state: provider.state,
          missing: provider.state === 'off' ? [...provider.missing] : [],
        })),
      },
    };
  });
}

async function backlog({ core, snapshot }: BuiltIn) {
  try {
    const [now, pauses, deadLettersByReason] = await Promise.all([snapshot(), pausesOf(core), deadLetterReasons(core)]);
    return { ...now, inbox: [...now.inbox], effects: { ...now.effects }, pauses, deadLettersByReason };
  } catch (error) {
    // It went away since it was looked at.
    if (isInfrastructure(error)) return AWAY;
    throw error;
  }
}

async function pausesOf({ runtimePool }: Core) {
  const rows = await transaction(runtimePool, (session) =>
    session.sql<PauseRow>('SELECT tenant_id, provider, actor, reason, since FROM pauses ORDER BY since LIMIT 200'),
  );
  return rows.map((pause) => ({
    tenantId: pause.tenant_id,
    provider: pause.provider,
    actor: pause.actor,
    reason: pause.reason,
    since: pause.since.toISOString(),
  }));
}

async function deadLetterReasons({ runtimePool }: Core): Promise<Record<string, number>> {
  const rows = await transaction(runtimePool, (session) =>
    session.sql<{ reason: string; n: number }>(
      `SELECT reason, count(*) AS n FROM dead_letters WHERE state = 'open' AND NOT (${PARKED}) GROUP BY reason ORDER BY reason`,
    ),
  );
  return Object.fromEntries(rows.map(({ n, reason }) => [reason, n]));
}
