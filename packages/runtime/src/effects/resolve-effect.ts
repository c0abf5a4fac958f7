import type { Session } from '../db/session.ts';
import { storableJson, storableText } from '../db/storable-text.ts';
import type { Decision, Effect } from '../decide/decision.ts';
import type { FinalOutcome } from './outcome.ts';

/**
 * Ends an effect by what a webhook proved, unless it has ended already, and runs its `settle` in the same transaction.
 * It wins over the worker that still waits for the provider's answer: the worker's outcome then finds the effect ended.
 * Returns whether it ended the effect. `decisionOf` makes the decision that `settle` is given, for a correlation id.
 */
export async function resolveEffect(
  session: Session,
  effect: Effect,
  effectId: string,
  outcome: FinalOutcome,
  decisionOf: (correlationId: string) => Decision,
): Promise<boolean> {
  const [row] = await session.sql<{ intent: unknown; correlation_id: string }>(
    `UPDATE effects SET state = $3, reason = $4, result = $5, ended_at = now(), lease_until = NULL
      WHERE id = $1 AND name = $2 AND state IN ('ready', 'claimed', 'unknown') RETURNING intent, correlation_id`,
    [
      effectId,
      effect.name,
      outcome.outcome,
      outcome.outcome === 'done' ? null : storableText(outcome.reason),
      outcome.outcome === 'done' ? storableJson(outcome.result) : null,
    ],
  );
  if (row === undefined) return false;
  await effect.settle?.(decisionOf(row.correlation_id), { effectId, intent: effect.intent.parse(row.intent), outcome });
  return true;
}
