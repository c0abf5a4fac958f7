import { describe, expect, test } from '@jest/globals';
import { brokerUsers, inboxPrefix } from './broker-users.ts';
import type { Requester } from './define.ts';
import { natsServerConfig } from './nats-server-config.ts';
import { EVENTS } from './registry.ts';
import { SERVICES } from './services.ts';
import { streamName } from './topology.ts';

const userNamed = (name: Requester) => {
  const user = brokerUsers().find((candidate) => candidate.user === name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return user;
};

const passwords = Object.fromEntries([...SERVICES, 'loop'].map((user) => [user, `${user}-0123456789-0123`])) as Record<
  Requester,
  string
>;

describe('broker users', () => {
  test('each event may be published by its publisher and by nobody else', () => {
    for (const event of EVENTS) {
      const allowed = brokerUsers().filter((user) => user.publish.includes(event.subject));
      expect(allowed.map((user) => user.user)).toEqual([event.publisher]);
    }
  });

  test('no service may name a stream or consumer with a wildcard, or make, change or delete one', () => {
    const services = brokerUsers().filter((user) => user.user !== 'loop');
    const api = services.flatMap((user) => user.publish).filter((subject) => subject.startsWith('$JS.API.'));
    const harmless =
      /^\$JS\.API\.(CONSUMER\.(INFO|MSG\.NEXT)|STREAM\.(INFO|MSG\.GET|MSG\.DELETE)|DIRECT\.GET)\.[A-Z_]+(\.[\w-]+|\.>)?$/;
    expect(api.filter((subject) => !harmless.test(subject))).toEqual([]);
    expect(api.filter((subject) => subject.includes('*'))).toEqual([]);
    expect(api.filter((subject) => subject.endsWith('>') && !subject.startsWith('$JS.API.DIRECT.GET.'))).toEqual([]);
  });

  test('a service reads whole messages only of its own stream', () => {
    const direct = userNamed('payments').publish.filter((subject) => /DIRECT\.GET|MSG\.GET/.test(subject));
    expect(direct.every((subject) => subject.includes('.PAYMENTS'))).toBe(true);
  });

  test('a service erases messages only of its own stream', () => {
    const erasing = (name: Requester) => userNamed(name).publish.filter((subject) => subject.includes('MSG.DELETE'));
    for (const service of SERVICES) {
      expect(erasing(service)).toEqual([`$JS.API.STREAM.MSG.DELETE.${streamName(service)}`]);
    }
  });

  test('a service listens to its own replies, commands and requests only', () => {
    expect(userNamed('client-portal').subscribe).toEqual([
      '_INBOX_client_portal.>',
      'ops.client-portal.>',
      'portal.deal_link',
      'portal.sign_in_code',
    ]);
    expect(inboxPrefix('inbound-channels')).toBe('_INBOX_inbound_channels');
  });

  test('only outreach may ask for a deal link or a code, only the portal for a checkout', () => {
    const mayAsk = (subject: string) =>
      brokerUsers()
        .filter((user) => user.publish.includes(subject))
        .map((u) => u.user);
    expect(mayAsk('portal.deal_link')).toEqual(['outreach']);
    expect(mayAsk('portal.sign_in_code')).toEqual(['outreach']);
    expect(mayAsk('payments.open_checkout')).toEqual(['client-portal']);
    expect(mayAsk('ops.payments.pause')).toEqual(['loop']);
  });

  test('an answer is let through as long as the longest request it may answer', () => {
    expect(userNamed('payments').answerWithinMs).toBe(20_000);
    expect(userNamed('discovery').answerWithinMs).toBe(60_000);
    expect(userNamed('loop').answerWithinMs).toBeUndefined();
  });
});

describe('server configuration', () => {
  test('names every user with its permissions, and where the files are', () => {
    const text = natsServerConfig({ passwords, storeDir: '/var/lib/nats', listen: '127.0.0.1:4222' });
    expect(text).toContain('listen: "127.0.0.1:4222"');
    expect(text).toContain('store_dir: "/var/lib/nats"');
    expect(text).toContain('user: "client-portal", password: "client-portal-0123456789-0123"');
    expect(text).toContain('"$JS.ACK.DISCOVERY.enrichment-replay-4.>"');
    expect(text).not.toContain('sync_interval');
    expect(natsServerConfig({ passwords, syncAlways: true })).toContain('sync_interval: always');
  });

  test('refuses a password that is short or could end its quotes, without repeating it', () => {
    for (const bad of ['short', 'long-enough-but-"quoted', 'long-enough-but-\\escaped', 'long enough but spaced']) {
      const attempt = () => natsServerConfig({ passwords: { ...passwords, loop: bad } });
      expect(attempt).toThrow();
      expect(attempt).not.toThrow(bad);
    }
  });
});
