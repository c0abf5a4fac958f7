/** Measures one side once and resolves to its figure. What need not be measured, it does before or after its own clock. */
export type Side = () => Promise<number>;

/** The middle value; of an even number, the mean of the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of nothing');
  return (lower + upper) / 2;
}

/** The value that the given part of all values does not exceed (nearest rank): 0.99 for p99. Throws on none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * part) - 1];
  if (value === undefined) throw new Error('There is no percentile of nothing');
  return value;
}

/** How rounds are run. */
export interface RoundOptions {
  readonly rounds: number;
  /** Called before each measurement: collects garbage, so that nobody pays for what another left. */
  readonly before: () => void;
  readonly onMeasured: (side: string, value: number) => void;
}

/**
 * Measures all sides in turn, round after round, after one turn that does not count. Each round begins with another side, so
 * that whatever wanders on the machine, or follows from who went before, meets all alike. Resolves to each side's median.
 */
export async function interleaved<Name extends string>(
  sides: Readonly<Record<Name, Side>>,
  { rounds, before, onMeasured }: RoundOptions,
): Promise<Record<Name, number>> {
  const names = Object.keys(sides) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of rotated(names, round)) {
      before();
      const value = await sides[name]();
      if (round === 0) continue;
      measured[name].push(value);
      onMeasured(name, value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Name, number>;
}

/** Measures several figures at once, round after round, after one that does not count. Resolves to each figure's median. */
export async function repeated<Name extends string>(
  measure: () => Promise<Readonly<Record<Name, number>>>,
  { rounds, before, onMeasured }: RoundOptions,
): Promise<Record<Name, number>> {
  const measured: Readonly<Record<Name, number>>[] = [];
  for (let round = 0; round <= rounds; round++) {
    before();
    const figures = await measure();
    if (round === 0) continue;
    measured.push(figures);
    for (const [name, value] of Object.entries<number>(figures)) onMeasured(name, value);
  }
  const names = Object.keys(measured[0] ?? {}) as Name[];
  return Object.fromEntries(names.map((name) => [name, median(measured.map((figures) => figures[name]))])) as Record<
    Name,
    number
  >;
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
