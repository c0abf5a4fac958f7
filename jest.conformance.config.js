import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projects, run } from './jest.projects.js';

const shared = join(import.meta.dirname, '..', 'shared');
if (!existsSync(shared)) {
  console.error(`Conformance tests compare us with provider descriptions in ${shared}, which is not there.`);
  process.exit(1);
}

export default { ...run, projects: projects('conformance') };
