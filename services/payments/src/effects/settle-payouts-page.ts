import type { Decision } from '@loop/runtime';
import type { PayoutReading } from '../providers/payment-rail.ts';
import { assignToPayout, keepPayouts, settlePaidOut } from '../store/payouts.ts';
import type { MatchContext } from './match-effects.ts';

/**
 * Settles a page of payouts: keeps them and what they are made of; a captured payment whose charge is in a paid one is settled.
 * A payout made by hand is not itemised by the provider: it settles nothing by itself.
 */
export async function settlePayoutsPage(
  { tx }: Decision,
  { rail }: MatchContext,
  runId: string,
  payouts: readonly PayoutReading[],
): Promise<void> {
  await keepPayouts(tx, rail, runId, payouts);
  for (const { balanceRefs, ref, status } of payouts) {
    if (balanceRefs === null || balanceRefs.length === 0) continue;
    await assignToPayout(tx, rail, ref, balanceRefs);
    if (status === 'paid') await settlePaidOut(tx, rail, balanceRefs);
  }
}
