import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ended, RepositoryCopy } from './repository-copy.ts';

/**
 * Each kind is scaffolded into one copy of this repository, which is then built, checked, tested and started as it is: what a
 * developer has before the first line of their own.
 */

const PATIENCE_MS = 300_000;
const NODE = process.execPath;

let copy: RepositoryCopy;
let made: ReadonlyMap<string, { readonly ended: Ended; readonly touched: readonly string[] }>;

/** By what they are called below. The services come first: one is left without events of its own. */
const COMMANDS = {
  service: 'service billing',
  event: 'event discovery listing.expired --key listing --consumers outreach',
  secondService: 'service archive',
  firstEvent: 'event archive file.stored --key file',
  handler: 'handler billing listing.expired',
  effect: 'effect outreach send_sms --provider twilio',
  route: 'route client-portal POST /deal/:contractId/extend',
  provider: 'provider outreach email-sender postmark',
  port: 'provider outreach sms-sender twilio',
  migration: 'migration billing add-invoices --why=Every-invoice-is-kept',
} as const;

beforeAll(async () => {
  copy = new RepositoryCopy();
  const results = new Map<string, { ended: Ended; touched: readonly string[] }>();
  for (const [name, command] of Object.entries(COMMANDS)) {
    const ended = await copy.scaffold(...command.split(' '));
    results.set(name, { ended, touched: copy.touched() });
    copy.stage();
  }
  made = results;
  copy.install();
}, PATIENCE_MS);

afterAll(() => copy.remove());

/** Paths that the command left to its developer. */
function yoursAfter(name: keyof typeof COMMANDS): readonly string[] {
  const [, list = ''] = made.get(name)?.ended.out.split(/Yours \(\d+ files\):\n/) ?? [];
  return [...list.matchAll(/^ {2}(\S+): /gm)].map(([, path = '']) => path);
}

test.each(Object.keys(COMMANDS))('%s: is made', (name) => {
  expect(made.get(name)?.ended).toMatchObject({ exitCode: 0, out: expect.stringContaining('Yours') });
});

describe('hand-edited files', () => {
  test('an event is seven: contract, sample, rule and its test, handler and its test, the list of handlers', () => {
    expect(yoursAfter('event')).toEqual([
      'packages/contracts/src/discovery.ts',
      'packages/contracts/samples/listing.expired.v1.json',
      'services/discovery/src/domain/<rule>.ts',
      'services/discovery/src/domain/<rule>.test.ts',
      'services/outreach/src/handlers/on-listing-expired.ts',
      'services/outreach/test/on-listing-expired.test.ts',
      'services/outreach/src/service.ts',
    ]);
  });

  test("a vendor behind a port is four: adapter, sandbox, the suite's entry, the list of providers", () => {
    expect(yoursAfter('provider')).toEqual([
      'services/outreach/src/providers/postmark-email.ts',
      'packages/provider-sandbox/src/postmark/postmark-provider.ts',
      'services/outreach/test/email-sender.contract.test.ts',
      'services/outreach/src/service.ts',
    ]);
    expect(yoursAfter('port')).toHaveLength(5);
  });

  test('a route is three: route, test, the list of routes', () => {
    expect(yoursAfter('route')).toEqual([
      'services/client-portal/src/routes/post-deal-extend.ts',
      'services/client-portal/test/post-deal-extend.test.ts',
      'services/client-portal/src/service.ts',
    ]);
  });

  test.each(['event', 'route', 'effect'] as const)('%s: no other file has to change', (name) => {
    expect(made.get(name)?.touched.filter((path) => !yoursAfter(name).includes(path))).toEqual([]);
  });
});

test('a command that does not fit changes nothing, and says by its exit code whose mistake it is', async () => {
  const [refused, wrong] = await Promise.all([copy.scaffold('service', 'payments'), copy.scaffold('event')]);
  expect(refused).toEqual({ exitCode: 1, out: 'services/payments exists already\n' });
  expect(wrong).toMatchObject({ exitCode: 2, out: expect.stringContaining('Usage:') });
  expect(copy.touched()).toEqual([]);
});

describe('what was made', () => {
  beforeAll(async () => {
    expect(await copy.run('tsc', '-b')).toEqual({ exitCode: 0, out: '' });
    expect(await copy.run(NODE, 'packages/workbench/dist/golden.js')).toMatchObject({ exitCode: 0 });
  }, PATIENCE_MS);

  test(
    'passes every check as it is',
    async () => {
      const checks = [
        ['biome', 'check', '--error-on-warnings', '.'],
        ['depcruise', '--config', '.dependency-cruiser.cjs', 'packages', 'services', 'infra'],
        [NODE, 'packages/workbench/dist/tidy.js'],
        [NODE, 'packages/workbench/dist/golden.js', '--check'],
      ] as const;
      const ended = await Promise.all(checks.map(([program, ...args]) => copy.run(program, ...args)));
      expect(ended.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'passes its own tests, and those that speak of all services, events and containers',
    async () => {
      const own = 'dist-test/(on-listing-expired|send-sms|post-deal-extend|email-sender|sms-sender|billing)';
      const all = '(contracts|docker|e2e)/dist/|infra/dev/dist/settings';
      const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
      const { exitCode, out } = await copy.run(NODE, ...jest, own, all);
      expect([exitCode, out.match(/^\s+● .*/gm)]).toEqual([0, null]);
      for (const test of ['on-listing-expired', 'send-sms', 'post-deal-extend', 'sms-sender.contract', 'billing']) {
        expect(out).toContain(`dist-test/${test}.test.js`);
      }
    },
    PATIENCE_MS,
  );

  test(
    'runs: the launcher starts and stops the new services, and the sandbox plays the new vendor',
    async () => {
      const program = `
        import { once } from 'node:events';
        import { get } from 'node:http';
        import { json } from 'node:stream/consumers';
        import { startSystem } from '${join(copy.root, 'infra/dev/dist/index.js')}';
        const system = await startSystem({ stateDir: '${join(copy.root, '.loop')}', env: {}, onNotice: () => undefined });
        const ready = [];
        for (const name of ['billing', 'archive']) ready.push((await fetch(system.serviceUrls[name] + '/readyz')).status);
        const [answer] = await once(get(system.sandbox.url, { headers: { host: 'postmark.localhost' } }), 'response');
        const { status, title } = await json(answer);
        await system.stop();
        console.log(...ready, status, title);`;
      expect(await copy.run(NODE, '--input-type=module', '--eval', program)).toEqual({
        exitCode: 0,
        out: '200 200 404 The sandbox knows no such call to Postmark\n',
      });
    },
    PATIENCE_MS,
  );
});
