import { opsStatus } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import type { BuiltIn } from './built-in.ts';

interface PauseRow {
  readonly tenant_id: string | null;
  readonly provider: string | null;
  readonly actor: string;
  readonly reason: string;
  readonly since: Date;
}

/** Answers `status`. An open breaker shows among the pauses, with the actor `runtime`. */
export function statusResponder({ core, definition, mode, startedAt, snapshot }: BuiltIn): Responder {
  return respond(opsStatus.request(definition.name), async () => {
    const pauses = await transaction(core.runtimePool, (session) =>
      session.sql<PauseRow>('SELECT tenant_id, provider, actor, reason, since FROM pauses ORDER BY since LIMIT 200'),
    );
    const now = await snapshot();
    return {
      ok: {
        service: definition.name,
        mode,
        ready: true,
        notReadyReasons: [],
        startedAt: startedAt.toISOString(),
        ...now,
        inbox: [...now.inbox],
        effects: { ...now.effects },
        pauses: pauses.map((pause) => ({
          tenantId: pause.tenant_id,
          provider: pause.provider,
          actor: pause.actor,
          reason: pause.reason,
          since: pause.since.toISOString(),
        })),
        providers: definition.providers.map((provider) => ({
          provider: provider.provider,
          state: provider.state,
          missing: provider.state === 'off' ? [...provider.missing] : [],
        })),
      },
    };
  });
}
