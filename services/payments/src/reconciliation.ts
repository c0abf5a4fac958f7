import type { Effect, Schedule } from '@loop/runtime';
import type { Mode } from './domain/payment.ts';
import type { MatchContext, MatchEffects } from './effects/match-effects.ts';
import { matchPageEffect } from './effects/match-page.ts';
import type { MoneyEffects } from './effects/money-effects.ts';
import type { ServedRails } from './providers/served-rails.ts';
import { janitor } from './schedules/janitor.ts';
import { matchDaily } from './schedules/match-daily.ts';
import { sweepHourly } from './schedules/sweep-hourly.ts';

/** What keeps the ledger and the providers' accounts together: its effects, its schedules, and the rails that can be matched. */
export interface Reconciliation {
  readonly effects: readonly Effect[];
  readonly schedules: readonly Schedule[];
  readonly matched: readonly MatchContext[];
}

/** Composes reconciliation over the rails that are configured; those without lists of their account are swept, not matched. */
export function reconciliation(mode: Mode, rails: ServedRails, money: MoneyEffects): Reconciliation {
  const configured = Object.values(rails).filter(({ isConfigured }) => isConfigured);
  const contexts = configured.map(({ rail }): MatchContext => {
    const { readPayment } = money[rail.name];
    const effects: MatchEffects = { readPayment, matchPage: matchPageEffect(rail, mode, () => effects) };
    return { rail: rail.name, mode, effects };
  });
  const lists = new Set(configured.filter(({ rail }) => rail.features.balanceLines).map(({ rail }) => rail.name));
  const matched = contexts.filter(({ rail }) => lists.has(rail));
  return {
    effects: contexts.map(({ effects }) => effects.matchPage as Effect),
    schedules: [janitor(contexts), sweepHourly(contexts), matchDaily(matched)],
    matched,
  };
}
