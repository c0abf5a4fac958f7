// bench [NAME] [--only PART] [--json] [--quick]: measures and prints. Figures go to standard output, all else to standard error.
import { parseArgs } from 'node:util';
import { benches } from './benches.ts';
import { type Figure, printed, renderTable } from './harness/figure.ts';
import { measureApart } from './harness/measure-apart.ts';

/** Exit code for a command line that names nothing we have. */
const EXIT_USAGE = 2;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});

const chosen = chooseParts(positionals, values.only);
if (chosen.length === 0) {
  const known = benches.map(({ name, parts }) => `  ${name} (${parts.map((part) => part.name).join(', ')})`);
  console.error(
    `usage: pnpm bench [NAME] [--only PART] [--json] [--quick]\nThere are these benches (and parts):\n${known.join('\n')}`,
  );
  process.exitCode = EXIT_USAGE;
} else {
  const figures: Figure[] = [];
  for (const { bench, part } of chosen) {
    console.error(`${bench} ${part}`);
    figures.push(...(await measureApart(bench, part, values.quick ?? false)));
  }
  process.stdout.write(values.json ? `${JSON.stringify(figures.map(printed), undefined, 2)}\n` : renderTable(figures));
}

/** All parts of the named bench, or of all benches; empty when there is none of these names. */
function chooseParts([name, ...rest]: readonly string[], only: string | undefined) {
  if (rest.length > 0) return [];
  return benches
    .filter((bench) => name === undefined || bench.name === name)
    .flatMap((bench) => bench.parts.map((part) => ({ bench: bench.name, part: part.name })))
    .filter(({ part }) => only === undefined || part === only);
}
