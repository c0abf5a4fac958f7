import { join } from 'node:path';
import { writePrivateJson } from '@loop/installation';
import type { Mode } from '@loop/runtime';
import { type DropOuts, dropOutsOf, type Funnel, funnelOf } from '../tally/funnel.ts';
import type { LoopRecord } from '../tally/loop-record.ts';
import { type Money, moneyOf, nothing } from '../tally/money.ts';

/** How long things took, and where the servers came from. */
export interface Timings {
  /** From the launcher's start until every service was ready. */
  readonly readyMs: number;
  /** From the discovery command to the last presentation; null when nothing was presented. */
  readonly discoveryToLastPresentationMs: number | null;
  readonly totalMs: number;
  readonly rungs: { readonly postgres: string; readonly nats: string };
  /** Resident memory of each instance of a service once the loop was quiet. */
  readonly idleMemoryMb: Readonly<Record<string, number>>;
}

/** `.loop/report.json`: what a run came to, counted from events alone. */
export interface Report {
  readonly mode: Mode;
  readonly funnel: Funnel;
  readonly reasons: DropOuts;
  /** Figures of the mode. Only `realRevenue` is money that moved; in sandbox and test mode it is 0. */
  readonly money: Money & {
    readonly realRevenue: { readonly amountMinor: number; readonly currency: string; readonly mode: 'live' };
    /** The same figures in further currencies. */
    readonly otherCurrencies: readonly Money[];
  };
  readonly timings: Timings;
  /** The contract that the played client completed in this run. */
  readonly completedContractId: string | null;
  readonly correlationId: string | null;
  readonly urls: { readonly portal: string; readonly clientRoom: string | null; readonly mailbox: string | null };
}

const USUAL_CURRENCY = 'USD';

/** Puts a report together. */
export function reportOf(
  record: LoopRecord,
  run: Pick<Report, 'mode' | 'timings' | 'completedContractId' | 'correlationId' | 'urls'>,
): Report {
  const [first, ...others] = moneyOf(record, run.mode);
  const money = first ?? noMoney(run.mode);
  const { currency } = money.earned;
  const live = moneyOf(record, 'live').find(({ earned }) => earned.currency === currency);
  return {
    mode: run.mode,
    funnel: funnelOf(record),
    reasons: dropOutsOf(record),
    money: {
      ...money,
      realRevenue: { amountMinor: live?.earned.amountMinor ?? 0, currency, mode: 'live' },
      otherCurrencies: others,
    },
    timings: run.timings,
    completedContractId: run.completedContractId,
    correlationId: run.correlationId,
    urls: run.urls,
  };
}

function noMoney(mode: Mode): Money {
  return {
    contracted: nothing('contracted', mode, USUAL_CURRENCY),
    held: nothing('held', mode, USUAL_CURRENCY),
    earned: nothing('earned', mode, USUAL_CURRENCY),
  };
}

/** Writes `report.json` into the state directory; a reader sees the old one or the new one. Returns its path. */
export function writeReport(stateDir: string, report: Report): string {
  const file = join(stateDir, 'report.json');
  writePrivateJson(file, report);
  return file;
}
