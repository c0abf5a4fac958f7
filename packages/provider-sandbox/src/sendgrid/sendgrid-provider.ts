import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { jsonReply } from '../core/reply.ts';
import { checkMail, type SendGridError, sendGridError } from './mail-check.ts';
import type { MailOffice } from './mail-office.ts';
import { mailRequest } from './mail-request.ts';

const keyPattern = /^Bearer SG\.sandbox-[\w.-]+$/;
const sizeLimitBytes = 30 * 1024 * 1024;

function refuse(status: number, errors: readonly SendGridError[], headers: Record<string, string> = {}): Reply {
  return jsonReply(status, { errors }, { 'content-type': 'application/json', ...headers });
}

function parseJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}

const friendlier: Readonly<Record<string, string>> = {
  from: 'The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.',
  personalizations: 'The personalizations field is required and must have at least one personalization.',
  content:
    'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.',
};

function send(office: MailOffice, request: SandboxRequest): Reply {
  if (request.body.length > sizeLimitBytes) return refuse(413, [sendGridError('Payload too large.')]);
  const json = parseJson(request.body);
  if (!json) return refuse(400, [sendGridError('Bad Request')]);
  const parsed = mailRequest.safeParse(json.value);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => {
      const field = issue.path.join('.');
      return sendGridError(friendlier[field] ?? issue.message, field || null);
    });
    return refuse(400, errors);
  }
  const errors = checkMail(parsed.data);
  if (errors.length > 0) return refuse(400, errors);
  if (parsed.data.mail_settings?.sandbox_mode?.enable) return { status: 200, body: '', note: { sandboxMode: true } };
  const messageId = office.accept(parsed.data);
  return { status: 202, headers: { 'x-message-id': messageId, 'content-length': '0' }, body: '', note: { messageId } };
}

/** SendGrid's Mail Send. Keys: `SG.sandbox-…`. */
export function createSendGridProvider(office: MailOffice): Provider {
  return {
    name: 'sendgrid',
    hosts: ['api.sendgrid.com', 'sendgrid.localhost'],
    operations: [
      {
        name: 'mail.send',
        method: 'post',
        path: '/v3/mail/send',
        hideBody: true,
        handle: (request) => send(office, request),
      },
    ],
    around: (_operation, request, produce) => {
      if (keyPattern.test(request.headers.authorization ?? '')) return produce();
      return refuse(401, [sendGridError('The provided authorization grant is invalid, expired, or revoked')]);
    },
    failure: ({ status, retryAfterSeconds }) => {
      if (status !== 429) return refuse(status, [sendGridError('Internal server error')]);
      const reset = Math.ceil(Date.now() / 1000) + retryAfterSeconds;
      return refuse(429, [sendGridError('too many requests')], {
        'retry-after': String(retryAfterSeconds),
        'x-ratelimit-limit': '600',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(reset),
      });
    },
    notFound: () => refuse(404, [sendGridError('Not Found')]),
  };
}
