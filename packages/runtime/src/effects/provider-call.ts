import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/answer.ts';
import type { Core } from '../core.ts';
import { readAsTenant } from '../db/read-as-tenant.ts';
import type { Effect, EffectContext } from '../decide/decision.ts';
import { currentTraceparent, inSpan, linkTo } from '../telemetry/spans.ts';
import { CALL_TIMEOUT_MS, type EffectRow } from './effect-row.ts';
import type { Outcome } from './outcome.ts';

/** Asks another service; handed in, so that effects need not know the broker. */
export type Ask = <I extends z.ZodType, O extends z.ZodType>(
  request: RequestDefinition<I, O>,
  input: z.input<I>,
) => Promise<Answer<z.output<O>>>;

/** What one call came to. */
export interface Attempt {
  /** The effect with the trace context of the call, under which what follows from the outcome goes on. */
  readonly row: EffectRow;
  readonly effect: Effect;
  readonly outcome: Outcome;
  /** The provider was asked what became of the effect, not told to do it. */
  readonly asked: boolean;
}

/**
 * One call under the time limit: `perform`, or `reconcile` where the effect is asked about. Never rejects: a throw is `unknown`,
 * for who knows how far it came.
 */
export async function callProvider(
  core: Core,
  ask: Ask,
  row: EffectRow,
  effect: Effect,
  step: 'perform' | 'reconcile',
): Promise<Attempt> {
  const overdue = new AbortController();
  const attributes = { 'loop.effect': row.name, 'peer.service': row.provider, 'loop.attempt': row.attempts };
  const span = { kind: 'client', attributes, links: linkTo(row.traceparent) } as const;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      overdue.abort(new DOMException('The provider call took too long', 'TimeoutError'));
      resolve({ outcome: 'unknown', reason: 'timeout' });
    }, CALL_TIMEOUT_MS);
  });
  let called = row;
  const asked = step === 'reconcile';
  try {
    const outcome = await inSpan(`${row.provider} ${row.name}`, span, async (active) => {
      const traceparent = currentTraceparent();
      if (traceparent !== null) called = { ...row, traceparent };
      const context = contextOf(core, ask, row, effect, overdue.signal);
      const call = asked ? effect.reconcile?.(context) : effect.perform(context);
      if (call === undefined) throw new Error(`An effect ${row.name} was to be asked about, which cannot be`);
      const answer = await Promise.race([call, late]);
      active.setAttribute('loop.outcome', answer.outcome);
      return answer;
    });
    return { row: called, effect, outcome, asked };
  } catch (error) {
    core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an effect threw');
    return { row: called, effect, outcome: { outcome: 'unknown', reason: 'threw' }, asked };
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(core: Core, ask: Ask, row: EffectRow, effect: Effect, signal: AbortSignal): EffectContext<unknown> {
  return {
    effectId: row.id,
    tenantId: row.tenant_id,
    intent: effect.intent.parse(row.intent),
    attempt: row.attempts,
    idempotencyKey: `op:${row.id}`,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    now: core.now(),
    signal,
    read: (load) => readAsTenant(core.appPool, row.tenant_id, load),
    request: ask,
  };
}
