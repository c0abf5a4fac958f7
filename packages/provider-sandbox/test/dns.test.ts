// Asked by Node's own resolver (c-ares), over UDP and, where an answer does not fit, TCP.
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SandboxHarness } from './sandbox-harness.ts';

let world: SandboxHarness;
let resolver: Resolver;

beforeAll(async () => {
  world = await SandboxHarness.start();
  resolver = new Resolver({ timeout: 250, tries: 1 });
  resolver.setServers([`127.0.0.1:${world.sandbox.port}`]);
});

afterAll(() => world[Symbol.asyncDispose]());

test('an ordinary name takes mail and is hosted by the sandbox', async () => {
  expect(await resolver.resolveMx('Cobbswell.works')).toMatchObject([{ exchange: 'mx.cobbswell.works', priority: 10 }]);
  expect(await resolver.resolve4('cobbswell.works')).toEqual(['127.0.0.1']);
  await expect(resolver.resolve6('cobbswell.works')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('a name that takes no mail says so with an empty mail server', async () => {
  expect(await resolver.resolveMx('null-mx.quay.works')).toMatchObject([{ exchange: '', priority: 0 }]);
});

test.each([
  ['no-mx.quay.works', 'ENODATA'],
  ['nxdomain.quay.works', 'ENOTFOUND'],
  ['quay.invalid', 'ENOTFOUND'],
  ['servfail.quay.works', 'ESERVFAIL'],
  ['refused.quay.works', 'EREFUSED'],
  ['silent.quay.works', 'ETIMEOUT'],
])('the mail servers of %s are answered by %s', async (name, code) => {
  await expect(resolver.resolveMx(name)).rejects.toMatchObject({ code });
});

test('more mail servers than a datagram holds are told over TCP', async () => {
  expect(await resolver.resolveMx('many-mx.quay.works')).toHaveLength(90);
  const asked = await world.control.log({ provider: 'dns' });
  const over = asked.filter(({ data }) => data['name'] === 'many-mx.quay.works').map(({ data }) => data['over']);
  expect(over).toEqual(['udp', 'tcp']);
});

test('a name that rebinds shows the sandbox first and an inner address afterwards', async () => {
  const seen = [];
  for (let time = 0; time < 3; time++) seen.push(...(await resolver.resolve4('rebind.quay.works')));
  expect(seen).toEqual(['127.0.0.1', '10.23.5.7', '10.23.5.7']);
});

test('an IPv4 address may hide in an IPv6 one', async () => {
  expect(await resolver.resolve6('mapped.quay.works')).toEqual(['::ffff:10.23.5.7']);
});

test('a test states what a name answers, in turn, and may state it anew', async () => {
  const mx = [{ exchange: 'in.tarrow.coop' }];
  await world.control.stateName({ name: 'tarrow.coop', answers: [{ result: 'SERVFAIL' }, { mx, ttlSeconds: 0 }] });
  await expect(resolver.resolveMx('tarrow.coop')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  expect(await resolver.resolveMx('tarrow.coop')).toMatchObject([{ exchange: 'in.tarrow.coop' }]);
  await world.control.stateName({ name: 'tarrow.coop', answers: [{ result: 'NXDOMAIN' }] });
  await expect(resolver.resolveMx('tarrow.coop')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(world.control.stateName({ name: 'Two Words', answers: [] })).rejects.toThrow('name');
});

test('fault switches strike name servers as they strike vendors', async () => {
  await world.control.armFault({ provider: 'dns', kind: 'server_error', operation: 'mx', count: 1 });
  await expect(resolver.resolveMx('struck.works')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  expect(await resolver.resolveMx('struck.works')).toHaveLength(1);
  await world.control.armFault({ provider: 'dns', kind: 'hang', operation: 'mx', count: 1 });
  await expect(resolver.resolveMx('later.works')).rejects.toMatchObject({ code: 'ETIMEOUT' });
});

test('what is neither a question nor HTTP harms nobody', async () => {
  const noise = createSocket('udp4');
  await new Promise((resolve) => noise.send(Buffer.from('no question'), world.sandbox.port, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => noise.close(() => resolve()));
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = createConnection(world.sandbox.port, '127.0.0.1', () => socket.write('\u0001\u0002 noise'));
    socket.once('data', (data) => resolve(String(data)));
    socket.once('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(await resolver.resolveMx('after-noise.works')).toHaveLength(1);
});
