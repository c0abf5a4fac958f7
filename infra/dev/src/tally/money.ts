import {
  contractSigned,
  type EventDefinition,
  type Mode,
  milestoneFunded,
  milestoneFundingExpired,
  milestoneRefunded,
  milestoneReleased,
} from '@loop/contracts';
import { type LoopRecord, recorded } from './loop-record.ts';

/** What a figure stands for. Promised, secured and earned money are never added to one another. */
export type MoneyKind = 'contracted' | 'held' | 'earned';

declare const ofKind: unique symbol;

/** Minor units that only add up with others of their kind. */
type Amount<K extends MoneyKind> = number & { readonly [ofKind]: K };

/** One figure: whole minor units of `currency`. Real only when `mode` is `live`. */
export interface MoneyFigure<K extends MoneyKind> {
  readonly kind: K;
  readonly mode: Mode;
  readonly currency: string;
  readonly amountMinor: Amount<K>;
}

/** The three figures of one mode and currency. */
export interface Money {
  readonly contracted: MoneyFigure<'contracted'>;
  readonly held: MoneyFigure<'held'>;
  readonly earned: MoneyFigure<'earned'>;
}

/** Money of one mode and currency in one milestone. */
type MilestoneMoney = { funded: number; released: number; refunded: number; expired: number };

type Move = {
  readonly milestoneId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly mode: Mode;
};

const MOVES: readonly (readonly [keyof MilestoneMoney, EventDefinition])[] = [
  ['funded', milestoneFunded],
  ['released', milestoneReleased],
  ['refunded', milestoneRefunded],
  ['expired', milestoneFundingExpired],
];

/** No money of a kind. */
export function nothing<K extends MoneyKind>(kind: K, mode: Mode, currency: string): MoneyFigure<K> {
  return { kind, mode, currency, amountMinor: 0 as Amount<K> };
}

/**
 * Adds two figures of one kind; another kind does not compile. Throws on another mode or currency: a bug, since neither
 * sum would be money.
 */
export function addMoney<K extends MoneyKind>(one: MoneyFigure<K>, other: MoneyFigure<NoInfer<K>>): MoneyFigure<K> {
  if (one.mode !== other.mode || one.currency !== other.currency) {
    throw new Error(`${one.mode} ${one.currency} and ${other.mode} ${other.currency} do not add up`);
  }
  return { ...one, amountMinor: (one.amountMinor + other.amountMinor) as Amount<K> };
}

/**
 * What the events say of money, one entry for each currency in which anything was signed or paid in `mode`.
 * Contracted: totals of signed contracts. Held: funded and neither released, given back nor expired. Earned: released,
 * less what was given back after that. Figures of other modes are left out.
 */
export function moneyOf(record: LoopRecord, mode: Mode): readonly Money[] {
  const ofMode = { record, mode };
  return currenciesOf(ofMode).map((currency) => {
    const milestones = milestonesOf(ofMode, currency);
    const sum = <K extends MoneyKind>(kind: K, amounts: readonly number[]): MoneyFigure<K> =>
      amounts
        .map((amount) => ({ ...nothing(kind, mode, currency), amountMinor: amount as Amount<K> }))
        .reduce((total, figure) => addMoney(total, figure), nothing(kind, mode, currency));
    const signed = recorded(record, contractSigned).filter(
      ({ data }) => data.mode === mode && data.currency === currency,
    );
    return {
      contracted: sum('contracted', [
        ...new Map(signed.map(({ data }) => [data.contractId, data.totalMinor])).values(),
      ]),
      held: sum('held', milestones.map(heldOf)),
      earned: sum('earned', milestones.map(earnedOf)),
    };
  });
}

type OfMode = { readonly record: LoopRecord; readonly mode: Mode };

function movesOf({ record, mode }: OfMode, definition: EventDefinition): readonly Move[] {
  return recorded(record, definition)
    .map(({ data }) => data as unknown as Move)
    .filter((move) => move.mode === mode);
}

function currenciesOf(ofMode: OfMode): readonly string[] {
  const moved = MOVES.flatMap(([, definition]) => movesOf(ofMode, definition));
  const signed = recorded(ofMode.record, contractSigned).map(({ data }) => data);
  return [...new Set([...signed.filter(({ mode }) => mode === ofMode.mode), ...moved].map(({ currency }) => currency))];
}

function milestonesOf(ofMode: OfMode, currency: string): readonly MilestoneMoney[] {
  const milestones = new Map<string, MilestoneMoney>();
  for (const [what, definition] of MOVES) {
    for (const move of movesOf(ofMode, definition)) {
      if (move.currency !== currency) continue;
      const before = milestones.get(move.milestoneId) ?? { funded: 0, released: 0, refunded: 0, expired: 0 };
      milestones.set(move.milestoneId, { ...before, [what]: before[what] + move.amountMinor });
    }
  }
  return [...milestones.values()];
}

function heldOf({ funded, released, refunded, expired }: MilestoneMoney): number {
  return Math.max(0, funded - released - refunded - expired);
}

/** A refund takes what is held first; only the rest was earned before. */
function earnedOf({ funded, released, refunded, expired }: MilestoneMoney): number {
  const heldBeforeRefund = Math.max(0, funded - expired - released);
  return Math.max(0, released - Math.max(0, refunded - heldBeforeRefund));
}
