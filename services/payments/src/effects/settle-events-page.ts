import type { Decision } from '@loop/runtime';
import type { MissedNotice } from '../providers/payment-rail.ts';
import { noteMissed } from '../store/missed-notices.ts';
import type { MatchContext } from './match-effects.ts';

/** What is about no payment is found by the other lists. */
const ABOUT_NO_PAYMENT: ReadonlySet<string> = new Set(['payout', 'balance']);

/**
 * Settles a page of events that the provider could not deliver: those we never heard of are noted, and the objects they name
 * are read, as if their webhook had come. One that comes after all is the same notice.
 */
export async function settleEventsPage(
  decision: Decision,
  { effects, mode, rail }: MatchContext,
  notices: readonly MissedNotice[],
): Promise<void> {
  const fresh = await noteMissed(decision.tx, mode, notices);
  for (const { objectRef, objectType, providerEventId } of notices) {
    if (!fresh.has(providerEventId) || ABOUT_NO_PAYMENT.has(objectType)) continue;
    const look = { objectType, objectRef, providerEventId };
    await decision.act(effects.readPayment, look, { key: `missed:${rail}:${providerEventId}` });
  }
}
