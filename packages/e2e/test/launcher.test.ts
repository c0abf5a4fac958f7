import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opsStatus, type ServiceName } from '@loop/contracts';
import { startSystem } from '@loop/dev';
import { settle } from '@loop/testkit';

const START = fileURLToPath(new URL('../../../infra/dev/dist/start.js', import.meta.url));

let stateDir: string;
const launchers: ChildProcess[] = [];

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-launcher-'));
});

afterAll(() => {
  for (const launcher of launchers) launcher.kill('SIGKILL');
  rmSync(stateDir, { recursive: true, force: true });
});

const PATIENTLY = { timeoutMs: 60_000 } as const;

interface Launch {
  readonly process: ChildProcess;
  /** All it has said so far. */
  said(): string;
  readonly exitCode: Promise<number | null>;
}

/** `pnpm start` with these settings, as its own process. */
function launch(args: readonly string[], env: Record<string, string> = {}): Launch {
  const launcher = spawn(process.execPath, [START, '--state-dir', stateDir, ...args], {
    env: { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn', ...env },
  });
  launchers.push(launcher);
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (part: Buffer) => (said += part));
  const exitCode = new Promise<number | null>((resolve) => launcher.once('close', resolve));
  return { process: launcher, said: () => said, exitCode };
}

/** Command lines of all processes that were started for this state directory. */
function processesLeft(): readonly string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const isOurs = environment.includes(`CUSTOMER_LOOP_STATE_DIR=${stateDir}`);
        return isOurs ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : [];
      } catch {
        return [];
      }
    })
    .filter((commandLine) => commandLine !== '');
}

/** That it ended as it should, or everything that was said instead. */
async function outcomeOf(launched: Launch): Promise<string> {
  return (await launched.exitCode) === 0 ? 'ended well' : launched.said();
}

function readReport() {
  return JSON.parse(readFileSync(join(stateDir, 'report.json'), 'utf8'));
}

test('refuses misspelt settings and keys of another mode before anything starts, with the remedy', async () => {
  const refused = launch(['--once'], { LOOP_SENDER_NAEM: 'Ada', LOOP_STRIPE_SECRET_KEY: 'sk_live_51abcdefgh' });

  expect(await refused.exitCode).toBe(1);
  expect(refused.said()).toContain('Did you mean LOOP_SENDER_NAME?');
  expect(refused.said()).toContain('Unset it, or set LOOP_MODE to test or live');
  expect(refused.said()).not.toContain('sk_live_51abcdefgh');
  expect(processesLeft()).toEqual([]);
}, 30_000);

test('once: a contract is completed, the report says so, and nothing is left running', async () => {
  const once = launch(['--once']);

  expect(await outcomeOf(once)).toBe('ended well');
  const report = readReport();
  expect(report).toMatchObject({ mode: 'sandbox', funnel: { completed: 1 }, completedContractId: expect.any(String) });
  expect(report.funnel.presented).toBeGreaterThanOrEqual(10);
  expect(report.money).toMatchObject({
    contracted: { kind: 'contracted', mode: 'sandbox', currency: 'USD' },
    held: { amountMinor: 0 },
    earned: { amountMinor: report.money.contracted.amountMinor },
    realRevenue: { amountMinor: 0, mode: 'live' },
  });
  for (const megabytes of Object.values(report.timings.idleMemoryMb)) expect(megabytes).toBeLessThanOrEqual(220);
  expect(once.said()).toContain(`pnpm loop trace ${report.correlationId}`);
  expect(once.said()).toContain('dropped: supply');
  expect(processesLeft()).toEqual([]);
}, 90_000);

test('in test mode without keys each provider is off and says what is missing, and knows nothing of the sandbox', async () => {
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn', LOOP_MODE: 'test' };
  const system = await startSystem({ stateDir, env, onNotice: () => undefined });
  const providersOf = async (service: ServiceName) => {
    const answer = await system.operator.request(opsStatus.request(service), {});
    return 'ok' in answer ? answer.ok.providers : answer;
  };
  const off = { sendgrid: await providersOf('outreach'), rails: await providersOf('payments') };
  const { size } = system.watch.record;
  await system.stop();

  expect(off.sendgrid).toEqual([{ provider: 'sendgrid', state: 'off', missing: ['LOOP_SENDGRID_API_KEY'] }]);
  const paypal = ['LOOP_PAYPAL_CLIENT_ID', 'LOOP_PAYPAL_CLIENT_SECRET'];
  expect(off.rails).toEqual([
    { provider: 'stripe', state: 'off', missing: ['LOOP_STRIPE_SECRET_KEY'] },
    { provider: 'paypal', state: 'off', missing: paypal },
  ]);
  expect(size).toBe(0);
  expect(processesLeft()).toEqual([]);
}, 90_000);

test('a second start says who runs; a killed launcher leaves nothing behind, and the next start goes on', async () => {
  const first = launch([]);
  await settle(() => first.said().includes('Ready after'), PATIENTLY);
  expect(statSync(join(stateDir, 'connection.json')).mode & 0o777).toBe(0o600);

  const second = launch([]);
  expect(await second.exitCode).toBe(1);
  expect(second.said()).toContain(`in use by process ${first.process.pid}`);

  first.process.kill('SIGKILL');
  await settle(() => expect(processesLeft()).toEqual([]), { timeoutMs: 40_000 });

  const next = launch([]);
  await settle(() => expect(next.said()).toContain('Ctrl-C stops everything'), PATIENTLY);
  next.process.kill('SIGTERM');
  expect(await outcomeOf(next)).toBe('ended well');
  expect(next.said()).not.toContain('got stuck');
  expect(readReport().funnel.completed).toBeGreaterThanOrEqual(2);
  expect(processesLeft()).toEqual([]);
}, 150_000);
