import { opsEffectsResolve } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import type { FinalOutcome } from '../effects/outcome.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';

interface Row {
  readonly name: string;
  readonly state: string;
  readonly tenant_id: string;
  readonly correlation_id: string;
}

/** Answers `effects_resolve`: what a person found out counts as what a webhook proves, and the effect's `settle` follows. */
export function effectsResolveResponder({ core, definition }: BuiltIn): Responder {
  return respond(opsEffectsResolve.request(definition.name), async ({ input, decide }) => {
    const [row] = await transaction(core.runtimePool, (session) =>
      session.sql<Row>('SELECT name, state, tenant_id, correlation_id FROM effects WHERE id = $1', [input.effectId]),
    );
    const effect = definition.effects.find((candidate) => candidate.name === row?.name);
    if (row === undefined || effect === undefined) return { refused: 'not_found', detail: 'There is no such effect' };
    if (row.state !== 'unknown') return { refused: 'not_unknown', detail: `The effect is ${row.state}` };
    await transaction(core.runtimePool, async (session) =>
      audit(session, input, 'resolve effect', { effectId: input.effectId, outcome: input.outcome }),
    );
    const outcome: FinalOutcome =
      input.outcome === 'done'
        ? { outcome: 'done', result: input.result }
        : { outcome: 'refused', reason: 'resolved_by_operator' };
    const cause = { cause: `resolve ${input.effectId}`, correlationId: row.correlation_id };
    const ended = await decide(row.tenant_id, cause, (decision) => decision.resolve(effect, input.effectId, outcome));
    if (!ended) return { refused: 'not_unknown', detail: 'The effect has ended meanwhile' };
    return { ok: { effectId: input.effectId, outcome: input.outcome } };
  });
}
