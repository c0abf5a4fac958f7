import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { type EventHandler, provisionDatabase } from '@loop/runtime';
import { seededRandom, settle, type TestService, TestSystem } from '@loop/testkit';
import { MigrationFolders } from './migration-folders.ts';
import { CONTRACT, EXPAND, OFFERS, pricesAsAmounts, pricesAsText } from './price-columns.ts';
import { sample, TENANT, toyService } from './toy.ts';

const OFFER_IDS = Array.from({ length: 200 }, () => randomUUID());
const random = seededRandom(11);
const folders = new MigrationFolders();
const before = folders.make('before', OFFERS);
const expanded = folders.make('expanded', EXPAND);
const contracted = folders.make('contracted', CONTRACT);
/** What every offer's price must be in the end, in minor units. */
const expectedMinor = new Map(OFFER_IDS.map((offerId) => [offerId, 0]));

let system: TestSystem;
let child: ChildProcess | undefined;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: before } });
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await system.close();
  folders.remove();
});

function start(handler: EventHandler, migrations: string): Promise<TestService> {
  return system.start(toyService('enrichment', [handler], { migrations }));
}

async function provision(migrations: string): Promise<readonly string[]> {
  const { password } = new URL(system.urlAs('any'));
  const passwords = { app: password, runtime: password };
  return (await provisionDatabase(system.databaseUrl, [{ name: 'enrichment', migrations, passwords }])).applied;
}

/** Publishes prices to be added, some of them twice, at the pace of those who handle them; stopping resolves to how many. */
function publishSteadily(): { stop(): Promise<number> } {
  let isOn = true;
  const run = async (): Promise<number> => {
    let published = 0;
    for (; isOn; published++) {
      const [opportunityId, addedMinor] = [random.pick(OFFER_IDS), random.integer(1, 999_999)];
      const data = sample(opportunityFound, { opportunityId, text: String(addedMinor) });
      const id = await system.publish(opportunityFound, data, TENANT);
      if (random.next() < 0.1) await system.publish(opportunityFound, data, TENANT, { id });
      expectedMinor.set(opportunityId, (expectedMinor.get(opportunityId) ?? 0) + addedMinor);
      if (published % 20 === 0) await settle(async () => (await system.tap.lag('DISCOVERY', 'enrichment')) < 40);
    }
    return published;
  };
  const running = run();
  return {
    stop: () => {
      isOn = false;
      return running;
    },
  };
}

/** Events handled so far, by the version that handled them. */
async function handled(): Promise<Readonly<Record<string, number>>> {
  const rows = await system.sql<{ note: string; events: string }>(
    'SELECT note, count(*) AS events FROM enrichment.seen GROUP BY note',
  );
  return Object.fromEntries(rows.map(({ note, events }) => [note, Number(events)]));
}

/** Waits until the versions have handled so many more. */
async function more(...versions: readonly string[]): Promise<void> {
  const so = await handled();
  await settle(
    async () => {
      const now = await handled();
      for (const version of versions) expect(now[version] ?? 0).toBeGreaterThanOrEqual((so[version] ?? 0) + 100);
    },
    { timeoutMs: 30_000 },
  );
}

async function expectInStep(): Promise<void> {
  const out = await system.sql(
    `SELECT * FROM enrichment.offers
      WHERE (price = (amount_minor / 100.0)::numeric(20, 2) || ' ' || currency) IS NOT TRUE`,
  );
  expect(out).toEqual([]);
}

test('a column becomes two while the versions before and after it work on the same rows, and nothing is lost', async () => {
  const publishing = publishSteadily();
  const old = await start(pricesAsText, before);
  await more('as text');

  expect(await provision(expanded)).toHaveLength(2);
  await more('as text');
  const next = await start(pricesAsAmounts, expanded);
  await more('as text', 'as amounts');
  await expectInStep();
  await more('as text', 'as amounts');
  await expectInStep();
  await old.stop();

  expect(await provision(contracted)).toHaveLength(1);
  await more('as amounts');
  const last = await start(pricesAsAmounts, contracted);
  await more('as amounts');
  const published = await publishing.stop();

  // What was on its way to the instance that stopped comes again once the broker misses its ack.
  await settle(
    async () => {
      const events = Object.values(await handled());
      expect(events.reduce((sum, count) => sum + count, 0)).toBe(published);
    },
    { timeoutMs: 45_000 },
  );
  const prices = await system.sql<{ offer_id: string; amount_minor: string }>(
    'SELECT offer_id, amount_minor FROM enrichment.offers',
  );
  expect(new Map(prices.map((row) => [row.offer_id, Number(row.amount_minor)]))).toEqual(expectedMinor);
  expect(await system.sql('SELECT reason, error FROM enrichment.dead_letters')).toEqual([]);
  await Promise.all([next.stop(), last.stop()]);
}, 120_000);

test('after the contracting step a process of the version before does not start, and says which migration', async () => {
  const program = fileURLToPath(new URL('./old-version-process.js', import.meta.url));
  const settings = Object.entries(system.configOf('enrichment')).map(([name, value]) => [name, String(value)]);
  const env = { ...Object.fromEntries(settings), LOOP_LOG_LEVEL: 'info' } as NodeJS.ProcessEnv;
  child = spawn(process.execPath, [program, before], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [[exitCode]] = (await Promise.all([once(child, 'exit'), once(child.stdout ?? child, 'close')])) as [
    [number | null],
    unknown,
  ];
  expect(exitCode).toBe(1);
  expect(messages).toEqual([]);
  expect(output).toContain(
    'The schema of enrichment has the breaking 202611220900_prices_are_amounts, which this version does not know: deploy a newer one',
  );
}, 30_000);
