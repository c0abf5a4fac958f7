import { repositoryRoot } from './repository-root.ts';
import { scaffold } from './scaffold/command-line.ts';
import { House } from './scaffold/house.ts';
import { Refusal } from './scaffold/refusal.ts';
import { writeChanges } from './scaffold/write-changes.ts';

// pnpm new <kind> …: makes the files of the house. Writes all of them or none; exit code 2 for a wrong command line, 1 for a refusal.
try {
  const house = new House(repositoryRoot);
  const { needsInstall = false, yours } = scaffold(house, process.argv.slice(2), new Date());
  const written = await writeChanges(house.root, house.changes);
  for (const { before, path } of written) console.log(`${before === undefined ? 'made    ' : 'changed '} ${path}`);
  console.log(`\nYours (${yours.length} files):`);
  for (const { path, what } of yours) console.log(`  ${path}: ${what}`);
  console.log(`\nWhen they are filled in: ${needsInstall ? 'pnpm install, ' : ''}pnpm golden, pnpm check`);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = error.kind === 'usage' ? 2 : 1;
}
