import { findDrift, settleDrift } from './golden/golden-drift.ts';
import { goldenSources } from './golden-sources.ts';
import { repositoryRoot } from './repository-root.ts';

const isCheck = process.argv.includes('--check');
const goldenFiles = (await Promise.all(goldenSources.map((list) => list()))).flat();
const drifts = await findDrift(repositoryRoot, goldenFiles);

if (!isCheck) settleDrift(repositoryRoot, drifts);
for (const { path, reason } of drifts) console.log(isCheck ? `${path}: ${reason}` : `${path}: written`);
console.log(`${goldenFiles.length} generated files, ${drifts.length} ${isCheck ? 'drifted' : 'rewritten'}`);
if (isCheck && drifts.length > 0) {
  console.log('Run `pnpm golden`, read the difference, commit it.');
  process.exitCode = 1;
}
