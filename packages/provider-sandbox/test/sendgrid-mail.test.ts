import { expect, test } from '@jest/globals';
import { SandboxHarness } from './sandbox-harness.ts';

const mail = {
  to: { email: 'ines@mossgrovetoolshed.org', name: 'Ines Holm' },
  from: { email: 'studio@northlight-works.com', name: 'Northlight Works' },
  subject: 'A proposal for your tool library',
  text: 'Hello Ines',
  html: '<p>Hello Ines</p>',
};

const post = (url: string, body: string, authorization = 'Bearer SG.sandbox-harness'): Promise<Response> =>
  fetch(`${url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });

test('a mail sent by the real SDK stands in the mailbox and in the log with its custom arguments', async () => {
  await using harness = await SandboxHarness.start();
  const [response] = await harness.mailer().send({
    ...mail,
    customArgs: { effect_id: 'e-1' },
    headers: { 'List-Unsubscribe': '<http://portal.localhost:4000/u/1>' },
    categories: ['proposal'],
  });
  expect(response.statusCode).toBe(202);
  const messageId = response.headers['x-message-id'];
  const [received] = await harness.control.mailbox({ to: 'INES@mossgrovetoolshed.org', subject: 'tool' });
  expect(received).toMatchObject({
    messageId,
    status: 'delivered',
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    categories: ['proposal'],
    headers: { 'List-Unsubscribe': '<http://portal.localhost:4000/u/1>' },
  });
  expect(await harness.control.acceptedMails()).toMatchObject([
    { messageId, to: mail.to.email, customArgs: { effect_id: 'e-1' } },
  ]);
});

test('real and missing keys are refused with 401', async () => {
  await using harness = await SandboxHarness.start();
  await expect(harness.mailer('SG.realistic.key').send(mail)).rejects.toMatchObject({ code: 401 });
  const anonymous = await post(harness.sandbox.url, '{}', '');
  expect(anonymous.status).toBe(401);
  expect(await anonymous.json()).toMatchObject({ errors: [{ field: null }] });
  expect(await harness.control.acceptedMails()).toEqual([]);
});

test.each([
  ['no sender', { from: undefined }, 'from'],
  ['no recipient', { personalizations: [] }, 'personalizations'],
  ['no subject', { subject: undefined }, 'subject'],
  [
    'HTML before text',
    {
      content: [
        { type: 'text/html', value: 'x' },
        { type: 'text/plain', value: 'x' },
      ],
    },
    'content',
  ],
  [
    'a recipient twice',
    { personalizations: [{ to: [{ email: 'a@b.co' }, { email: 'A@b.co' }] }] },
    'personalizations.0',
  ],
  ['a header that is SendGrid’s own', { headers: { Subject: 'x' } }, 'headers'],
  ['a template', { template_id: 'd-1' }, 'template_id'],
  ['a time to be sent at', { send_at: 2_000_000_000 }, 'send_at'],
  ['a custom argument that is no text', { custom_args: { effect: 1 } }, 'custom_args.effect'],
])('a mail with %s is refused and names the field', async (_fault, change, field) => {
  await using harness = await SandboxHarness.start();
  const body = {
    personalizations: [{ to: [{ email: 'ines@mossgrovetoolshed.org' }] }],
    from: mail.from,
    subject: 'Hello',
    content: [{ type: 'text/plain', value: 'Hello' }],
    ...change,
  };
  const response = await post(harness.sandbox.url, JSON.stringify(body));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ field }] });
  expect(await harness.control.acceptedMails()).toEqual([]);
});

test('a body that is no JSON is refused and nothing is sent', async () => {
  await using harness = await SandboxHarness.start();
  expect((await post(harness.sandbox.url, '{"from":')).status).toBe(400);
  expect(await harness.control.mailbox()).toEqual([]);
});

test('when the answer to a mail is lost, the log still says whether it was accepted', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.armFault({ provider: 'sendgrid', kind: 'reset', count: 1 });
  await expect(harness.mailer().send({ ...mail, customArgs: { effect_id: 'before' } })).rejects.toThrow();
  await harness.control.armFault({ provider: 'sendgrid', kind: 'reset', count: 1, after: true });
  await expect(harness.mailer().send({ ...mail, customArgs: { effect_id: 'after' } })).rejects.toThrow();
  const accepted = await harness.control.acceptedMails();
  expect(accepted.map(({ customArgs }) => customArgs['effect_id'])).toEqual(['after']);
});

test('too many requests are answered with the time to wait', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.armFault({ provider: 'sendgrid', kind: 'rate_limit', count: 1, retryAfterSeconds: 7 });
  const refused = harness.mailer().send(mail);
  await expect(refused).rejects.toMatchObject({
    code: 429,
    response: { headers: { 'retry-after': '7', 'x-ratelimit-remaining': '0' } },
  });
  expect((await harness.mailer().send(mail))[0].statusCode).toBe(202);
});
