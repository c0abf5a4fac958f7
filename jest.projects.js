import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;

/** Every package of the workspace that has compiled the given output folder. */
function compiled(folder) {
  return ['packages', 'services', 'infra']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name, folder)))
    .filter(existsSync);
}

/**
 * Tests run as compiled: `tsc -b` has judged the types, and Jest transforms nothing.
 * `unit` is pure and needs no broker. `system` shares one Postgres and one NATS server, which Jest starts only when at
 * least one of its tests runs, and stops after the last.
 */
export function projects(suffix) {
  const common = { rootDir: root, testMatch: [`**/*.${suffix}.js`], testEnvironment: 'node', transform: {} };
  return [
    { ...common, displayName: 'unit', roots: compiled('dist') },
    {
      ...common,
      displayName: 'system',
      roots: compiled('dist-test'),
      globalSetup: join(root, 'packages/testkit/dist/jest-global-setup.js'),
      globalTeardown: join(root, 'packages/testkit/dist/jest-global-teardown.js'),
    },
  ];
}

/** What Jest takes only for the run as a whole. Two workers: beside each may run a broker and services. */
export const run = { maxWorkers: 2, testTimeout: 60_000 };
