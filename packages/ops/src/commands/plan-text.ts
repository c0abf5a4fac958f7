import type { opsDiscoverPlan } from '@loop/contracts';
import { textTable } from '../text-table.ts';
import { usd } from './source-table.ts';

type Plan = ReturnType<ReturnType<typeof opsDiscoverPlan.request>['output']['parse']>;

/** What is known of a question's place, in a cell. */
const LONGEST_CELL = 80;

const cell = (text: string): string => (text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL - 1)}…`);

function understoodText({ understood }: Plan): string[] {
  if (understood === null) return [];
  const { budget, count, language, location, notAsked, role, sources, texts } = understood;
  const parts = [
    ['count', count],
    ['role', role],
    ['location', location],
    ['language', language],
    ['budget', budget && `at ${budget.bound} ${budget.amountMinor / 100} ${budget.currency}`],
    ['sources', sources.length === 0 ? null : sources.join(', ')],
  ].filter(([, value]) => value !== null);
  return [
    `understood: ${parts.map(([name, value]) => `${name} ${value}`).join('; ') || 'no part that a rule knows'}`,
    `searches: ${texts.map((text) => `"${text}"`).join(', ')}`,
    ...(notAsked.length === 0 ? [] : [`no source can be asked for: ${notAsked.join(', ')}`]),
  ];
}

/** What a run would ask, source by source, and what it may cost. */
export function planText(plan: Plan): string {
  const { cost, leftToday, sources } = plan;
  const rows = sources.flatMap(({ questions, source }) =>
    questions.map(({ asked, from, text, within }) => [source, asked, cell(text ?? within ?? 'everything'), from]),
  );
  const costs = sources.map(({ cost: most, source }) => [source, String(most.requests), usd(most.amountMicros)]);
  const left = leftToday.amountMicros === null ? 'no limit' : usd(leftToday.amountMicros);
  return `${[
    ...understoodText(plan),
    textTable([['source', 'asks', 'for', 'from'], ...rows]),
    textTable([['source', 'requests', 'at most'], ...costs]),
    `first pages: ${cost.requests} requests, at most ${usd(cost.amountMicros)}; left of the day's money: ${left}`,
  ].join('\n')}\n`;
}
