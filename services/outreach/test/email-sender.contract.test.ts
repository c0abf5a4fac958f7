import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRequest } from '@loop/provider-sandbox';
import type { EmailSender, OutgoingEmail } from '../dist/providers/email-sender.js';
import { sendGridEmail } from '../dist/providers/sendgrid-email.js';
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts';

/** What every e-mail sender must keep, shown on SendGrid's over the real wire protocol. */

const API_KEY = 'SG.sandbox-loop';
let world: OutsideWorld;
let sender: EmailSender;

beforeAll(async () => {
  world = await startOutsideWorld();
  sender = sendGridEmail({ apiKey: API_KEY, sandboxUrl: world.sandbox.url, timeoutMs: 500 });
});
afterEach(() => world.control.disarmFault());
afterAll(() => world.stop());

function email(rest: Partial<OutgoingEmail> = {}): OutgoingEmail {
  return {
    from: { name: 'Tidewell Studio', email: 'hello@tidewell-studio.com' },
    to: `${randomUUID()}@brackenlane.org`,
    subject: 'Proposal: a booking page',
    html: '<p>Words, <a href="https://rooms.tidewell-studio.com/deal#secret">a link</a></p>',
    text: 'Words, a link: https://rooms.tidewell-studio.com/deal#secret',
    unsubscribeUrl: 'https://mail.tidewell-studio.com/unsubscribe/a-token',
    tags: { effect_id: randomUUID(), message_id: randomUUID(), tenant_id: randomUUID(), correlation_id: randomUUID() },
    ...rest,
  };
}

async function arrived(to: string): Promise<number> {
  return (await world.control.acceptedMails()).filter((mail) => mail.to === to).length;
}

describe('an accepted message', () => {
  test('is done with the id the provider gave it, and carries both forms and our ids', async () => {
    const mail = email();
    const outcome = await sender.send(mail);
    expect(outcome).toEqual({ outcome: 'done', result: { providerMessageId: expect.any(String) } });
    const [received] = await world.control.mailbox({ to: mail.to });
    expect(received).toMatchObject({ subject: mail.subject, text: mail.text, html: mail.html });
    const [fact] = (await world.control.acceptedMails()).filter(({ to }) => to === mail.to);
    expect(fact?.customArgs).toEqual(mail.tags);
  });

  test('can be unsubscribed from with one click (RFC 8058), unless there is nothing to unsubscribe from', async () => {
    const mail = email();
    await sender.send(mail);
    const [received] = await world.control.mailbox({ to: mail.to });
    expect(received?.headers).toMatchObject({
      'List-Unsubscribe': '<https://mail.tidewell-studio.com/unsubscribe/a-token>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const code = email({ unsubscribeUrl: undefined });
    await sender.send(code);
    expect((await world.control.mailbox({ to: code.to }))[0]?.headers).toEqual({});
  });
});

describe('a message that is not accepted says what is really known', () => {
  const faults: readonly [string, Partial<FaultRequest>, object, number][] = [
    ['asked to wait', { kind: 'rate_limit', retryAfterSeconds: 7 }, { outcome: 'rate_limited' }, 0],
    ['answered 500', { kind: 'server_error' }, { outcome: 'unknown', reason: 'provider_error' }, 0],
    ['answered 503 after taking it', { kind: 'server_error', status: 503, after: true }, { outcome: 'unknown' }, 1],
    ['cut off before', { kind: 'reset' }, { outcome: 'unknown', reason: 'connection_lost' }, 0],
    ['cut off after', { kind: 'reset', after: true }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
    ['left hanging', { kind: 'hang', after: true }, { outcome: 'unknown', reason: 'timed_out' }, 1],
    ['half answered', { kind: 'truncated_body' }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
  ];

  test.each(faults)('%s', async (_name, fault, outcome, count) => {
    await world.control.armFault({ ...fault, provider: 'sendgrid' } as FaultRequest);
    const mail = email();
    expect(await sender.send(mail)).toMatchObject(outcome);
    expect(await arrived(mail.to)).toBe(count);
  });

  test('waits as long as the provider asks', async () => {
    await world.control.armFault({ provider: 'sendgrid', kind: 'rate_limit', retryAfterSeconds: 7, count: 1 });
    const startMs = Date.now();
    const outcome = await sender.send(email());
    if (outcome.outcome !== 'rate_limited') throw new Error('It was not asked to wait');
    expect(outcome.until.getTime() - startMs).toBeGreaterThan(6000);
    expect(outcome.until.getTime() - startMs).toBeLessThan(9000);
  });

  test('a recipient the provider does not take is refused as such, another fault as the message', async () => {
    expect(await sender.send(email({ to: 'nobody' }))).toEqual({ outcome: 'refused', reason: 'recipient_refused' });
    const nobody = { name: 'Tidewell Studio', email: 'not-an-address' };
    expect(await sender.send(email({ from: nobody }))).toEqual({ outcome: 'refused', reason: 'message_refused' });
  });

  test('a key that is refused opens the breaker, and nothing was sent', async () => {
    const wrong = sendGridEmail({ apiKey: 'SG.wrong', sandboxUrl: world.sandbox.url });
    expect(await wrong.send(email())).toEqual({ outcome: 'not_sent', reason: 'credentials_refused', breaker: true });
  });

  test('a port nobody listens on: nothing was sent, and the outcome holds no key', async () => {
    const away = sendGridEmail({ apiKey: API_KEY, sandboxUrl: `http://127.0.0.1:${await deadPort()}` });
    const outcome = await away.send(email());
    expect(outcome).toEqual({ outcome: 'not_sent', reason: 'provider_unreachable' });
    expect(JSON.stringify(outcome)).not.toContain(API_KEY);
  });
});

/** A port that was free a moment ago and is closed. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
