import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readDescription } from './provider-descriptions.ts';
import { SandboxHarness } from './sandbox-harness.ts';

/** Where the description is stricter than the API it describes: it gives `custom_args` of the whole send as text. */
const knownGaps = ['/custom_args'];

const description = await readDescription<object>('sendgrid-mail-v3.json');

const addFormats = createRequire(import.meta.url)('ajv-formats') as (ajv: Ajv2020) => void;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(description, 'sendgrid');
const bodyPath = '#/components/requestBodies/PostMailSend/content/application~1json/schema';
const validateRequest = ajv.compile({ $ref: `sendgrid${bodyPath}` });
const validateError = ajv.compile({ $ref: 'sendgrid#/components/schemas/ErrorResponse' });

const complaints = (body: unknown): string[] => {
  validateRequest(body);
  return (validateRequest.errors ?? []).map((error) => error.instancePath).filter((path) => !knownGaps.includes(path));
};

const mail = {
  personalizations: [{ to: [{ email: 'ines@mossgrovetoolshed.org', name: 'Ines Holm' }] }],
  from: { email: 'studio@northlight-works.com', name: 'Northlight Works' },
  subject: 'A proposal for your tool library',
  content: [
    { type: 'text/plain', value: 'Hello Ines' },
    { type: 'text/html', value: '<p>Hello Ines</p>' },
  ],
};

const post = (harness: SandboxHarness, body: unknown): Promise<Response> =>
  fetch(`${harness.sandbox.url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: 'Bearer SG.sandbox-conformance', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test.each([
  ['a plain mail', mail],
  ['headers and categories', { ...mail, headers: { 'List-Unsubscribe': '<http://a.b/u>' }, categories: ['proposal'] }],
  ['custom arguments', { ...mail, custom_args: { effect_id: 'e-1' } }],
  [
    'an attachment',
    { ...mail, attachments: [{ content: 'aGk=', filename: 'a.txt', type: 'text/plain', disposition: 'attachment' }] },
  ],
  ['a reply address', { ...mail, reply_to: { email: 'hello@northlight-works.com' } }],
])('what is described is accepted: %s', async (_name, body) => {
  await using harness = await SandboxHarness.start();
  expect(complaints(body)).toEqual([]);
  expect((await post(harness, body)).status).toBe(202);
});

test.each([
  ['no recipients', { ...mail, personalizations: [{}] }],
  ['no sender', { ...mail, from: undefined }],
  ['an empty subject', { ...mail, subject: '' }],
  ['a sender that is no address', { ...mail, from: { email: 'nobody' } }],
  ['an empty body', { ...mail, content: [{ type: 'text/plain', value: '' }] }],
])('what is not described is refused in the described form: %s', async (_name, body) => {
  await using harness = await SandboxHarness.start();
  expect(complaints(JSON.parse(JSON.stringify(body)))).not.toEqual([]);
  const response = await post(harness, body);
  const answer: unknown = await response.json();
  expect(response.status).toBe(400);
  const valid = validateError(answer);
  const errors = (validateError.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  expect({ valid, errors }).toEqual({ valid: true, errors: [] });
});
