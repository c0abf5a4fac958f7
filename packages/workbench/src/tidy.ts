import { repositoryRoot } from './repository-root.ts';
import { formatFinding } from './tidy/finding.ts';
import { readRepository } from './tidy/repository.ts';
import { rules } from './tidy/rules.ts';

const files = readRepository(repositoryRoot);
const findings = rules.flatMap((rule) => rule(files));

for (const finding of findings.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line)) {
  console.log(formatFinding(finding));
}
console.log(`${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
