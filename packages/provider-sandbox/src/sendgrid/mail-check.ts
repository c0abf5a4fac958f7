import type { MailRequest } from './mail-request.ts';

/** One entry of SendGrid's `errors` array. */
export interface SendGridError {
  readonly message: string;
  readonly field: string | null;
}

/** An error in SendGrid's shape. */
export const sendGridError = (message: string, field: string | null = null): SendGridError => ({ message, field });

const contentOrder = ['text/plain', 'text/html'];

function repeatedRecipient(request: MailRequest): string | undefined {
  for (const [index, envelope] of request.personalizations.entries()) {
    const seen = new Set<string>();
    for (const { email } of [...envelope.to, ...(envelope.cc ?? []), ...(envelope.bcc ?? [])]) {
      const key = email.toLowerCase();
      if (seen.has(key)) return `personalizations.${index}`;
      seen.add(key);
    }
  }
  return undefined;
}

function checkContent(content: MailRequest['content']): SendGridError[] {
  const ranks = content.map(({ type }) => contentOrder.indexOf(type.split(';')[0]?.trim().toLowerCase() ?? ''));
  const known = ranks.map((rank) => (rank === -1 ? contentOrder.length : rank));
  if (known.every((rank, index) => index === 0 || (known[index - 1] ?? 0) <= rank)) return [];
  const order = 'text/plain must come first, then text/html, then other types';
  return [sendGridError(`If present, ${order}.`, 'content')];
}

/** What the schema cannot say: subjects, repeated recipients, the order of bodies, and what the sandbox has not. */
export function checkMail(request: MailRequest): SendGridError[] {
  const errors = checkContent(request.content);
  for (const [index, envelope] of request.personalizations.entries()) {
    if (request.subject === undefined && envelope.subject === undefined) {
      errors.push(
        sendGridError(
          'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.',
          index === 0 ? 'subject' : `personalizations.${index}.subject`,
        ),
      );
    }
  }
  const repeated = repeatedRecipient(request);
  if (repeated !== undefined) {
    errors.push(
      sendGridError(
        'Each email address in the personalization block should be unique between to, cc, and bcc.',
        repeated,
      ),
    );
  }
  if (request.template_id !== undefined) {
    errors.push(sendGridError('The sandbox has no templates.', 'template_id'));
  }
  if (request.send_at !== undefined || request.personalizations.some((envelope) => envelope.send_at !== undefined)) {
    errors.push(sendGridError('The sandbox does not schedule mail.', 'send_at'));
  }
  if (request.reply_to && request.reply_to_list) {
    errors.push(sendGridError('reply_to and reply_to_list cannot be used together.', 'reply_to_list'));
  }
  return errors;
}
