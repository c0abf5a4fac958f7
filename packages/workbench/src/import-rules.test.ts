import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { repositoryRoot } from './repository-root.ts';

// One small repository that breaks each rule once, and one that lives by them all, are cruised with the real rules.

const rulesFile = join(repositoryRoot, '.dependency-cruiser.cjs');
const ours = {
  contracts: 'packages/contracts',
  runtime: 'packages/runtime',
  ui: 'packages/ui',
  contacts: 'packages/contacts',
  imports: 'packages/imports',
  'fetch-guard': 'packages/fetch-guard',
  testkit: 'packages/testkit',
  'provider-sandbox': 'packages/provider-sandbox',
  ops: 'packages/ops',
  payments: 'services/payments',
  outreach: 'services/outreach',
  installation: 'infra/installation',
};
const libraries = ['zod', 'kysely', 'pg', 'express', 'stripe', '@nats-io/jetstream', 'linkifyjs'];

const breaches: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['no-file-cycles', 'packages/runtime/src/left.ts', './right.ts'],
  ['no-package-cycles', 'packages/contracts/src/around.ts', '@loop/runtime'],
  ['only-barrels-across-packages', 'packages/runtime/src/deep.ts', '../../contracts/src/define.ts'],
  ['contracts-need-zod-only', 'packages/contracts/src/file.ts', 'node:fs'],
  ['runtime-knows-contracts-only', 'packages/runtime/src/page.ts', '@loop/ui'],
  ['ui-knows-nothing-of-ours', 'packages/ui/src/event.ts', '@loop/contracts'],
  ['contacts-are-pure', 'packages/contacts/src/post.ts', '@loop/contracts'],
  ['imports-know-nothing-of-ours', 'packages/imports/src/csv.ts', '@loop/contracts'],
  ['fetch-guard-knows-nothing-of-ours', 'packages/fetch-guard/src/dial.ts', '@loop/contracts'],
  ['sandbox-knows-nothing-of-ours', 'packages/provider-sandbox/src/event.ts', '@loop/contracts'],
  ['installation-knows-contracts-and-runtime-only', 'infra/installation/src/secrets.ts', '@loop/ops'],
  ['tests-stay-out-of-code', 'services/payments/src/store/rows.ts', './rows.test.ts'],
  ['sandbox-and-testkit-stay-out-of-code', 'services/payments/src/routes/pay.ts', '@loop/testkit'],
  ['services-never-meet', 'services/outreach/src/handlers/on-funded.ts', '@loop/payments'],
  ['launchers-alone-start-services', 'packages/ops/src/status.ts', '@loop/payments'],
  ['service-code-needs-contracts-runtime-ui', 'services/payments/src/effects/capture.ts', '@loop/ops'],
  ['domain-is-pure', 'services/payments/src/domain/money.ts', '@loop/runtime'],
  ['adapters-are-built-in-service', 'services/payments/src/effects/refund.ts', '../providers/stripe-rail.ts'],
  ['sql-in-stores-only', 'services/payments/src/handlers/on-signed.ts', 'kysely'],
  ['broker-in-runtime-only', 'services/payments/src/handlers/on-declined.ts', '@nats-io/jetstream'],
  ['express-in-runtime-and-sandbox-only', 'services/payments/src/routes/hook.ts', 'express'],
  ['vendor-sdks-in-providers-only', 'services/payments/src/effects/release.ts', 'stripe'],
];

const lawful: readonly (readonly [from: string, to: string])[] = [
  ['packages/contracts/src/index.ts', 'zod'],
  ['packages/runtime/src/index.ts', '@loop/contracts'],
  ['packages/runtime/src/bus/broker.ts', '@nats-io/jetstream'],
  ['packages/runtime/test/bus.test.ts', '@loop/testkit'],
  ['packages/testkit/src/index.ts', '@loop/runtime'],
  ['services/payments/src/domain/money.ts', '@loop/contracts'],
  ['services/payments/src/domain/links.ts', 'linkifyjs'],
  ['services/payments/src/domain/reach.ts', '@loop/contacts'],
  ['services/payments/src/domain/line.ts', '@loop/imports'],
  ['packages/contacts/src/reading.ts', 'linkifyjs'],
  ['services/payments/src/store/rows.ts', 'kysely'],
  ['services/payments/src/providers/stripe-rail.ts', 'stripe'],
  ['services/payments/src/service.ts', './providers/stripe-rail.ts'],
  ['services/payments/test/pay.test.ts', '@loop/provider-sandbox'],
  ['infra/installation/src/secrets.ts', '@loop/runtime'],
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'import-rules-'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('every import rule has a breach below that it must catch', () => {
  const print = `console.log(require(${JSON.stringify(rulesFile)}).forbidden.map((rule) => rule.name).join())`;
  const names = execFileSync(process.execPath, ['-e', print], { encoding: 'utf8' }).trim().split(',');
  expect(breaches.map(([rule]) => rule)).toEqual(names);
});

test('every import rule fires at its breach', () => {
  const cases = breaches.map(([, from, to]) => [from, to] as const);
  const caught = cruise('broken', [
    ...cases,
    ['packages/runtime/src/right.ts', './left.ts'],
    ['packages/runtime/src/index.ts', '@loop/contracts'],
    ['packages/contracts/src/define.ts', 'zod'],
    ['services/payments/src/store/rows.test.ts', '@jest/globals'],
    ['services/payments/src/providers/stripe-rail.ts', 'stripe'],
  ]);
  for (const [rule, from] of breaches) {
    const place = rule === 'no-package-cycles' ? dirname(from) : from;
    expect(caught).toContain(`${rule} at ${place}`);
  }
});

test('an import is seen below a resource that closes itself', () => {
  const caught = cruise('using', [], {
    'packages/ui/src/late.ts': "{\n  await using open = await import('zod');\n}\nimport('@loop/contracts');\n",
  });
  expect(caught).toEqual(['ui-knows-nothing-of-ours at packages/ui/src/late.ts']);
});

test('what the rules allow goes unreported, a type of a port among it', () => {
  const port = 'services/payments/src/effects/capture.ts';
  const caught = cruise('lawful', lawful, {
    [port]: "import type { Rail } from '../providers/stripe-rail.ts';\nexport type R = Rail;\n",
  });
  expect(caught).toEqual([]);
});

/** Writes a repository in which each pair is one import, and gives the breaches found as `rule at file`. */
function cruise(
  name: string,
  imports: readonly (readonly [from: string, to: string])[],
  texts: Readonly<Record<string, string>> = {},
): string[] {
  const folder = join(root, name);
  for (const place of Object.values(ours)) write(folder, `${place}/src/index.ts`, 'export {};\n');
  for (const [from, to] of imports) write(folder, from, `import '${to}';\n`);
  for (const [path, text] of Object.entries(texts)) write(folder, path, text);
  for (const library of libraries) write(folder, `node_modules/${library}/index.js`, '');
  mkdirSync(join(folder, 'node_modules/@loop'));
  for (const [short, place] of Object.entries(ours)) {
    symlinkSync(join(folder, place), join(folder, 'node_modules/@loop', short));
  }
  return breachesIn(folder);
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function breachesIn(folder: string): string[] {
  const cruiser = join(repositoryRoot, 'node_modules/.bin/depcruise');
  const options = ['--config', rulesFile, '--output-type', 'json', 'packages', 'services', 'infra'];
  const { stdout } = spawnSync(cruiser, options, { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name} at ${from}`);
}
