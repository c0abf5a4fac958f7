/** What a figure is held to: its ratio where it has a baseline, its value where it has none. Absent: it only informs. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** One measured row. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, measured in the same run, in the same unit; null for an absolute row. */
  readonly baseline: number | null;
  readonly target: Target | null;
}

/** A figure as `--json` prints it. Whether a target is a floor or a ceiling stands in the table and in the README. */
export interface PrintedFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  /** `value ÷ baseline`. */
  readonly ratio: number | null;
  readonly target: number | null;
  readonly met: boolean | null;
}

/** The figure with its ratio and verdict; numbers have four significant digits. Throws on a value that is no number. */
export function printed({ name, value, unit, baseline, target }: Figure): PrintedFigure {
  const ratio = baseline === null ? null : value / baseline;
  const judged = ratio ?? value;
  if (!Number.isFinite(judged)) throw new Error(`${name} was not measured: ${value} over ${baseline}`);
  return {
    ...{ name, value: rounded(value), unit },
    baseline: baseline === null ? null : rounded(baseline),
    ratio: ratio === null ? null : rounded(ratio),
    target: target === null ? null : limitOf(target),
    met: target === null ? null : isMet(target, judged),
  };
}

function isMet(target: Target, judged: number): boolean {
  return 'atLeast' in target ? judged >= target.atLeast : judged <= target.atMost;
}

function limitOf(target: Target): number {
  return 'atLeast' in target ? target.atLeast : target.atMost;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The figures as a table for people. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, baseline, ratio, met } = printed(figure);
    return [name, value, unit, baseline ?? '', ratio ?? '', sentenceOf(figure.target), verdictOf(met)].map(String);
  });
  const table = [['name', 'value', 'unit', 'baseline', 'ratio', 'target', 'met'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function sentenceOf(target: Target | null): string {
  if (target === null) return '';
  return 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
}

function verdictOf(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'yes' : 'NO';
}
