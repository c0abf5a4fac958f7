import type { DropOuts, Funnel, ReasonCounts } from '../tally/funnel.ts';
import type { Money, MoneyFigure, MoneyKind } from '../tally/money.ts';

const STAGES: readonly (keyof Funnel)[] = [
  'discovered',
  'enriched',
  'drafted',
  'presented',
  'viewed',
  'signed',
  'funded',
  'delivered',
  'approved',
  'released',
  'completed',
];

const BAR_WIDTH = 28;

/** The funnel on one line, with the stages that anything has reached. */
export function funnelLine(funnel: Funnel): string {
  const reached = (Object.keys(funnel) as (keyof Funnel)[]).filter((stage) => funnel[stage] > 0);
  return reached.length === 0 ? 'looking …' : reached.map((stage) => `${stage} ${funnel[stage]}`).join(' · ');
}

/** The funnel as bars, and beside each stage what dropped out before the next one, with the reason. */
export function funnelText(funnel: Funnel, dropOuts: DropOuts): string {
  const lost: Partial<Record<keyof Funnel, readonly string[]>> = {
    discovered: [...reasonLines('dropped', dropOuts.dropped), ...reasonLines('unreachable', dropOuts.unreachable)],
    enriched: reasonLines('not drafted', dropOuts.notDrafted),
    drafted: reasonLines('not presented', dropOuts.presentationFailed),
  };
  const most = Math.max(1, ...STAGES.map((stage) => funnel[stage]));
  return STAGES.flatMap((stage) => {
    const width = Math.ceil((funnel[stage] / most) * BAR_WIDTH);
    const bar = '█'.repeat(width).padEnd(BAR_WIDTH, '·');
    const line = `  ${stage.padEnd(10)} ${bar} ${String(funnel[stage]).padStart(4)}`;
    return [line, ...(lost[stage] ?? []).map((text) => `${' '.repeat(BAR_WIDTH + 14)}↳ ${text}`)];
  }).join('\n');
}

function reasonLines(what: string, reasons: ReasonCounts): readonly string[] {
  return Object.entries(reasons).map(([reason, count]) => `${count} ${what}: ${reason.replaceAll('_', ' ')}`);
}

/** Money of one currency in one line; each figure says its kind, and all of them their mode. */
export function moneyText({ contracted, held, earned }: Money): string {
  const figures = [contracted, held, earned].map((figure) => `${figure.kind} ${amountText(figure)}`).join(' · ');
  return `${figures}  (${earned.mode} money${earned.mode === 'live' ? '' : ', nothing of it is real'})`;
}

/** An amount as people write it: `$1,250.00`. */
export function amountText({
  amountMinor,
  currency,
}: Pick<MoneyFigure<MoneyKind>, 'currency'> & { readonly amountMinor: number }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}
