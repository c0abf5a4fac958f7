import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SERVICES } from '@loop/contracts';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { ADDRESSES } from './addresses.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Made by one run each, or by hand: nothing of theirs stays up, so nothing asks how they are. */
const ONE_SHOTS = ['setup', 'provision', 'loop'];

/** Its image holds no program that could ask. */
const WITHOUT_A_PROBE = [...ONE_SHOTS, 'otel-collector'];

/** Whom people and providers reach, and on which ports of this machine. */
const PUBLISHED = {
  edge: [ADDRESSES.portalForPeople, ADDRESSES.outreachForPeople, 'http://127.0.0.1:4002'],
  'provider-sandbox': [`http://127.0.0.1:${ADDRESSES.sandboxPort}`],
  grafana: ['http://127.0.0.1:4030'],
};

const container = z.looseObject({
  image: z.string(),
  build: z.looseObject({ dockerfile: z.string(), args: z.record(z.string(), z.string()) }).optional(),
  user: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  restart: z.string().optional(),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  depends_on: z
    .record(z.string(), z.looseObject({ condition: z.string(), required: z.boolean().default(true) }))
    .default({}),
  environment: z.record(z.string(), z.string()).default({}),
});

const composed = z.looseObject({
  services: z.record(z.string(), container),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
  name: z.string(),
  volumes: z.record(z.string(), z.unknown()),
});

function read(name: string): unknown {
  const reset = { tag: '!reset', collection: 'seq', resolve: (sequence: unknown) => sequence } as const;
  return parse(readFileSync(join(ROOT, name), 'utf8'), { merge: true, customTags: [reset] });
}

const file = composed.parse(read('docker-compose.yml'));
const containers = Object.entries(file.services);

function serviceNamed(name: string): z.output<typeof container> {
  const found = file.services[name];
  if (found === undefined) throw new Error(`No container ${name}`);
  return found;
}

/** The volume mounted there, or undefined. */
function volumeAt(name: string, path: string): string | undefined {
  return serviceNamed(name)
    .volumes.find((volume) => volume.split(':')[1] === path)
    ?.split(':')[0];
}

describe('the compose file', () => {
  const { $schema: _, ...schema } = JSON.parse(readFileSync(join(ROOT, 'infra/docker/compose-spec.json'), 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  test.each(['docker-compose.yml', 'docker-compose.override.yml'])('%s is what the specification allows', (name) => {
    validate(read(name));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('a misspelt key would be found', () => {
    expect(validate({ services: { nats: { image: 'nats', helthcheck: {} } } })).toBe(false);
  });

  test('names only containers, networks and volumes that there are', () => {
    const named = containers.flatMap(([, { depends_on, networks, volumes }]) => [
      ...Object.keys(depends_on).filter((name) => !(name in file.services)),
      ...networks.filter((name) => !(name in file.networks)),
      ...volumes
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((source) => !source.startsWith('./') && !(source in file.volumes)),
    ]);
    expect(named).toEqual([]);
    const mounted = new Set(containers.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0])));
    expect(Object.keys(file.volumes).filter((name) => !mounted.has(name))).toEqual([]);
  });

  test('waits only for what a plain start starts', () => {
    const inProfile = (name: string) => (file.services[name]?.profiles.length ?? 0) > 0;
    for (const [name, { depends_on }] of containers.filter(([each]) => !inProfile(each))) {
      const missing = Object.entries(depends_on).filter(([other, { required }]) => required && inProfile(other));
      expect([name, missing]).toEqual([name, []]);
    }
  });

  test('keeps the state of each mode apart', () => {
    expect(file.name).toMatch(/^customer-loop-.*LOOP_MODE:-sandbox/);
  });

  test('starts the sandbox unless test or live mode is asked for', () => {
    expect(serviceNamed('provider-sandbox').profiles).toEqual(['sandbox']);
    expect(read('docker-compose.override.yml')).toMatchObject({ services: { 'provider-sandbox': { profiles: [] } } });
  });
});

describe('every container', () => {
  test.each(containers)('%s is locked down', (name, each) => {
    expect(each).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '40s',
    });
    expect(each.cap_add).toEqual(name === 'setup' ? ['CHOWN'] : []);
    expect(each.user?.startsWith('0') ?? false).toBe(name === 'setup');
  });

  test.each(containers.filter(([name]) => !WITHOUT_A_PROBE.includes(name)))('%s is asked how it is', (_, each) => {
    expect(each.healthcheck?.test?.[0]).toBe('CMD');
    expect(each.restart).toBe('unless-stopped');
  });

  test.each(containers)('%s runs one version of one image', (_, { image, build }) => {
    if (build === undefined) expect(image).toMatch(/:v?\d+[\w.-]*$/);
    else expect(build.dockerfile).toBe('infra/docker/Dockerfile');
    expect(image).not.toMatch(/latest/);
  });

  test.each(containers)('%s is told no secret by the compose file', (_, { environment }) => {
    const secretive = Object.keys(environment).filter((name) => /PASSWORD(?!_FILE)|SECRET|_KEY$|TOKEN/.test(name));
    expect(secretive).toEqual([]);
  });

  test('only what people and providers reach is published, and on this machine alone', () => {
    const ports = containers
      .filter(([, each]) => each.ports.length > 0)
      .map(([name, each]) => [name, each.ports.map((port) => `http://${port.split(':').slice(0, 2).join(':')}`)]);
    expect(Object.fromEntries(ports)).toEqual(PUBLISHED);
    expect(file.networks['inside']?.internal).toBe(true);
    const outside = containers.filter(([, { networks }]) => networks.includes('outside')).map(([name]) => name);
    expect(outside.sort()).toEqual(['discovery', 'grafana', 'outreach', 'payments', 'provider-sandbox']);
  });

  test('each published port of a service leads to all its instances', () => {
    const edge = readFileSync(join(ROOT, 'infra/docker/edge/haproxy.cfg'), 'utf8');
    const routes = [...edge.matchAll(/^ {2}bind :(\d+)\n {2}server-template [\w-]+ \d+ ([\w-]+):8080$/gm)];
    expect(routes.map(([, port, service]) => `${port} ${service}`)).toEqual([
      `${new URL(ADDRESSES.portalForPeople).port} client-portal`,
      `${new URL(ADDRESSES.outreachForPeople).port} outreach`,
      '4002 inbound-channels',
    ]);
    expect(serviceNamed('edge').ports.map((port) => port.split(':')[2])).toEqual(routes.map(([, port]) => port));
  });
});

describe('every service', () => {
  test.each(SERVICES)('%s starts once everything is provisioned, with its own settings', (name) => {
    const service = serviceNamed(name);
    expect(service.image).toBe(`customer-loop/${name}`);
    expect(service.build?.args).toEqual({ SERVICE: name });
    expect(service.profiles).toEqual([]);
    expect(service.healthcheck?.test).toEqual(['CMD', 'node', '/app/health.js']);
    expect(service.depends_on['provision']?.condition).toBe('service_completed_successfully');
    expect(service.depends_on['provider-sandbox']).toMatchObject({ condition: 'service_healthy', required: false });
    expect(service.volumes).toEqual([`settings-${name}:/app/.loop:ro`]);
    // Two instances could not have one port, nor one name.
    expect([service.ports, service['container_name']]).toEqual([[], undefined]);
  });

  test('settings are written by the setup step and read by one container each', () => {
    const settings = Object.keys(file.volumes).filter((name) => name.startsWith('settings-'));
    for (const volume of settings) {
      expect(volumeAt('setup', `/settings/${volume.slice('settings-'.length)}`)).toBe(volume);
      const readers = containers.filter(
        ([name, each]) => name !== 'setup' && each.volumes.join().includes(`${volume}:`),
      );
      expect(readers.every(([, each]) => each.volumes.join().includes(`${volume}:`) && each.read_only)).toBe(true);
      expect(new Set(readers.map(([, { image }]) => image)).size).toBe(1);
    }
  });

  test('provisioning waits until database and broker answer', () => {
    expect(serviceNamed('provision').depends_on).toMatchObject({
      postgres: { condition: 'service_healthy' },
      nats: { condition: 'service_healthy' },
    });
    for (const server of ['postgres', 'nats', 'provider-sandbox']) {
      expect(serviceNamed(server).depends_on['setup']?.condition).toBe('service_completed_successfully');
    }
    for (const name of ONE_SHOTS) expect(serviceNamed(name).restart).toBeUndefined();
  });
});
