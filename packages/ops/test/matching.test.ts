import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type InputOf, opsMatchingDecide, opsMatchingShow } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const DECIDED_AT = '2026-11-28T12:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'loop-matching-'));
const asked: InputOf<ReturnType<typeof opsMatchingDecide.request>>[] = [];
let system: TestSystem;
let env: Record<string, string>;
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, ['matching', ...args], { folder });

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  const decide = respond(opsMatchingDecide.request('enrichment'), async ({ input }) => {
    asked.push(input);
    const { actor, basis, isConfirmed, isOn, reason } = input;
    if (isOn && !isConfirmed) return { refused: 'basis_not_confirmed', detail: 'confirm the basis' };
    return { ok: { decisions: [{ actor, basis, isOn, reason, decidedAt: DECIDED_AT }] } };
  });
  const show = respond(opsMatchingShow.request('enrichment'), async () => ({ ok: { decisions: [] } }));
  await system.start(takingAll('enrichment', { responders: [decide, show] }));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system.close();
});

const because = ['--actor', 'Iris', '--reason', 'they agreed'];

test('matching is turned on with a basis that is confirmed, by somebody and for a reason', async () => {
  const on = await loop('on', '--basis', 'consent in writing', '--confirm', ...because);
  expect([on.exitCode, on.out]).toEqual([0, expect.stringMatching(/on +consent in writing +Iris +they agreed/)]);
  expect(asked.at(-1)).toEqual({
    tenantId: TENANT,
    isOn: true,
    basis: 'consent in writing',
    isConfirmed: true,
    actor: 'Iris',
    reason: 'they agreed',
  });
});

test('a basis that is not confirmed is refused with what to say instead, and none is not even sent', async () => {
  const unconfirmed = await loop('on', '--basis', 'consent in writing', ...because);
  expect([unconfirmed.exitCode, unconfirmed.err]).toEqual([1, expect.stringContaining('--confirm')]);
  const sent = asked.length;
  expect((await loop('on', '--confirm', ...because)).exitCode).toBe(2);
  expect(asked).toHaveLength(sent);
});

test('matching is turned off, and shown as off where nobody has turned it on', async () => {
  expect((await loop('off', ...because)).out).toMatch(/off +Iris/);
  expect(await loop('show')).toMatchObject({ exitCode: 0, out: 'off: nobody has turned it on\n' });
  expect(JSON.parse((await loop('show', '--json')).out)).toEqual({ decisions: [] });
});
