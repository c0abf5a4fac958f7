import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contractPresentationFailed, messageReviewRequested } from '@loop/contracts';
import { config, outreach } from '@loop/outreach';
import { type ConfigOf, loadConfig } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { type Client, newClient, publishDeal } from './outreach-system.ts';

/** Installations outside sandbox: no provider is ever called here. */

const SENDER = {
  LOOP_SENDGRID_API_KEY: 'SG.a-key-of-nobody',
  LOOP_SENDER_NAME: 'Tidewell Studio',
  LOOP_SENDER_EMAIL: 'hello@tidewell-studio.com',
  LOOP_POSTAL_ADDRESS: '14 Quayside Row, Bristol BS1 4QA, United Kingdom',
  LOOP_OUTREACH_URL: 'https://mail.tidewell-studio.com',
  LOOP_UNSUBSCRIBE_KEY: 'a-key-that-is-long-enough-for-a-test',
} as const;

const { LOOP_POSTAL_ADDRESS: _address, ...withoutAddress } = SENDER;
const known = newClient();
const cases: readonly [string, 'test' | 'live', Partial<ConfigOf<typeof config>>, string][] = [
  ['without a key', 'test', {}, 'provider_off'],
  ['without a postal address', 'live', withoutAddress, 'sender_incomplete'],
  ['without https', 'live', { ...SENDER, LOOP_OUTREACH_URL: 'http://127.0.0.1:4100' }, 'sender_incomplete'],
  ['to anybody but the test recipients', 'test', { ...SENDER, LOOP_TEST_RECIPIENTS: [known.email] }, 'not_permitted'],
];

describe.each(cases)('nothing leaves %s', (_name, mode, settings, reason) => {
  let system: TestSystem;
  const client: Client = newClient();
  beforeAll(async () => {
    system = await TestSystem.open({ mode });
    await system.start(outreach({ ...system.configOf('outreach'), ...settings }));
  });
  afterAll(() => system.close());

  test('and the portal is told why', async () => {
    await publishDeal(system, client, mode);
    const [event] = await settle(async () => {
      const events = await system.tap.published(contractPresentationFailed);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.data).toMatchObject({ contractId: client.contractId, reason, final: true, mode });
    expect(await system.sql('SELECT 1 FROM outreach.effects')).toHaveLength(0);
  });
});

describe('a system that was tried out in sandbox mode before', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await TestSystem.open({ mode: 'live' });
    await system.start(outreach({ ...system.configOf('outreach'), ...SENDER }));
  });
  afterAll(() => system.close());

  test('presents none of the contracts of those days to anybody', async () => {
    const client = newClient();
    await publishDeal(system, client, 'sandbox');
    const [event] = await settle(async () => {
      const events = await system.tap.published(contractPresentationFailed);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.data).toMatchObject({ reason: 'not_permitted', detail: expect.stringContaining('sandbox') });
    expect(await system.tap.published(messageReviewRequested)).toHaveLength(0);
  });
});

describe('a first contact outside sandbox', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await TestSystem.open({ mode: 'test' });
    const settings = { ...SENDER, LOOP_TEST_RECIPIENTS: [known.email] };
    await system.start(outreach({ ...system.configOf('outreach'), ...settings }));
  });
  afterAll(() => system.close());

  test('waits for a person, and nothing is sent meanwhile', async () => {
    await publishDeal(system, known, 'test');
    const [event] = await settle(async () => {
      const events = await system.tap.published(messageReviewRequested);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.data).toMatchObject({ contractId: known.contractId, purpose: 'proposal', reason: 'first_contact' });
    expect(await system.sql('SELECT 1 FROM outreach.effects')).toHaveLength(0);
    expect(await system.sql('SELECT state FROM outreach.messages')).toEqual([{ state: 'awaiting_review' }]);
  });

  test('with a real key in sandbox mode the service refuses to start, naming the remedy and not the key', () => {
    const given = Object.entries(system.configOf('outreach')).map(([name, value]) => [name, String(value)] as const);
    const env = { ...Object.fromEntries(given), LOOP_MODE: 'sandbox', LOOP_SANDBOX_URL: 'http://127.0.0.1:9' };
    let message = '';
    try {
      loadConfig(config, { ...env, LOOP_SENDGRID_API_KEY: SENDER.LOOP_SENDGRID_API_KEY });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/LOOP_SENDGRID_API_KEY .*real key in sandbox mode/);
    expect(message).not.toContain(SENDER.LOOP_SENDGRID_API_KEY);
  });
});

test('a key that stands in the source for everybody to read is no key outside sandbox mode', () => {
  const settings = { LOOP_MODE: 'live', LOOP_UNSUBSCRIBE_KEY: 'sandbox-unsubscribe-key-of-no-worth' } as const;
  expect(config.check(settings)).toMatchObject([{ name: 'LOOP_UNSUBSCRIBE_KEY' }]);
  expect(config.check({ ...settings, LOOP_MODE: 'sandbox' })).toEqual([]);
});
