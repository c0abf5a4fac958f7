import type { Refusal, RespondContext } from '@loop/runtime';
import type { RailName } from '../domain/payment-reading.ts';
import type { RequestedOperation } from '../effects/request-operation.ts';

/** How long the operator waits for the provider; the act goes on without them. */
const WAIT_MS = 12_000;

/** No milestone of that id is known here. */
export const NOT_FOUND: Refusal = { refused: 'not_found', detail: 'No milestone of that id is known to payments' };

/** The rail that has the money is not set up here. */
export function notConfigured(rail: RailName): Refusal {
  return { refused: 'payments_not_configured', detail: `${rail} is not configured here; see \`loop status\`` };
}

interface Asked extends RequestedOperation {
  readonly amountMinor: number;
  readonly currency: string;
}

/** What became of an operator's act by the time they stop waiting. */
export async function outcomeOfAct<I>(
  { outcomeOf }: RespondContext<I>,
  { amountMinor, currency, effectId, operationId }: Asked,
): Promise<Omit<Asked, 'effectId'> & { readonly outcome: 'done' | 'refused' | 'asked' }> {
  const ended = await outcomeOf(effectId, WAIT_MS);
  const known = ended === 'pending' ? 'unknown' : ended.outcome;
  const outcome = known === 'unknown' ? 'asked' : known;
  return { operationId, amountMinor, currency, outcome };
}
