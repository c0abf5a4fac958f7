import type { Journal, JournalTable } from '../core/journal.ts';
import { randomId } from '../core/random-id.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { WebhookQueue } from '../webhooks/webhook-queue.ts';
import { fateOfMail, suppressionAfter } from './mail-fate.ts';
import type { MailEvent, MailEventName, MailRecord } from './mail-record.ts';
import type { MailAddress, MailRequest, Personalization } from './mail-request.ts';

/** Which mails are wanted; both are matched without regard to case, `subject` as a part. */
export interface MailboxQuery {
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly limit?: number | undefined;
}

const nameOf = (address: MailAddress): MailRecord['to'] => ({ email: address.email, name: address.name ?? null });

function bodyOf(request: MailRequest, type: string): string | null {
  return request.content.find((part) => part.type.toLowerCase().startsWith(type))?.value ?? null;
}

function substitute(text: string, substitutions: Personalization['substitutions']): string {
  return Object.entries(substitutions ?? {}).reduce((filled, [tag, value]) => filled.replaceAll(tag, value), text);
}

/** Accepts mail, keeps the virtual mailboxes and reports what happens by event webhook. Writes need a transaction. */
export class MailOffice {
  readonly #journal: Journal;
  readonly #clock: VirtualClock;
  readonly #webhooks: WebhookQueue;
  readonly #mails: JournalTable<MailRecord>;
  readonly #suppressions: JournalTable<string>;

  constructor(journal: Journal, clock: VirtualClock, webhooks: WebhookQueue) {
    this.#journal = journal;
    this.#clock = clock;
    this.#webhooks = webhooks;
    this.#mails = journal.table('mails');
    this.#suppressions = journal.table('mail-suppressions');
  }

  /** Takes one valid call in; the answer is the `X-Message-Id`. */
  accept(request: MailRequest): string {
    const messageId = randomId('', 22);
    for (const envelope of request.personalizations) {
      const recipients = [...envelope.to, ...(envelope.cc ?? []), ...(envelope.bcc ?? [])];
      for (const to of recipients) this.#deliver(this.#record(request, envelope, to, messageId));
    }
    return messageId;
  }

  get(id: string): MailRecord | undefined {
    return this.#mails.get(id);
  }

  /** Newest first. */
  list(query: MailboxQuery): MailRecord[] {
    const to = query.to?.toLowerCase();
    const subject = query.subject?.toLowerCase();
    return this.#mails
      .all()
      .reverse()
      .filter((mail) => to === undefined || mail.to.email.toLowerCase() === to)
      .filter((mail) => subject === undefined || mail.subject.toLowerCase().includes(subject))
      .slice(0, query.limit ?? Number.POSITIVE_INFINITY);
  }

  /** Lets something happen to a mail as if its recipient or the receiving server had done it. */
  report(mail: MailRecord, event: MailEventName, url?: string): MailRecord {
    const step: MailEvent = { event, timestamp: this.#clock.nowSeconds(), eventId: randomId('', 22) };
    const after = this.#happen(mail, step);
    this.#announce(after, [step], url);
    return after;
  }

  #record(request: MailRequest, envelope: Personalization, to: MailAddress, messageId: string): MailRecord {
    const fill = (text: string): string => substitute(text, envelope.substitutions);
    const text = bodyOf(request, 'text/plain');
    const html = bodyOf(request, 'text/html');
    return {
      id: randomId('mail_', 16),
      provider: 'sendgrid',
      channel: 'email',
      messageId,
      from: nameOf(envelope.from ?? request.from),
      to: nameOf(to),
      replyTo: request.reply_to?.email ?? request.reply_to_list?.[0]?.email ?? null,
      subject: fill(envelope.subject ?? request.subject ?? ''),
      text: text === null ? null : fill(text),
      html: html === null ? null : fill(html),
      headers: { ...request.headers, ...envelope.headers },
      categories: request.categories ?? [],
      customArgs: { ...request.custom_args, ...envelope.custom_args },
      attachments: (request.attachments ?? []).map(({ filename, type, content }) => ({
        filename,
        type: type ?? 'application/octet-stream',
        bytes: Buffer.byteLength(content, 'base64'),
      })),
      sentAt: new Date(this.#clock.nowMs()).toISOString(),
      status: 'processed',
      events: [],
    };
  }

  #deliver(mail: MailRecord): void {
    const suppression = this.#suppressions.get(mail.to.email.toLowerCase());
    const timestamp = this.#clock.nowSeconds();
    const steps = fateOfMail(mail.to.email, suppression).map(
      (step): MailEvent => ({ ...step, timestamp, eventId: randomId('', 22) }),
    );
    const { id, messageId, subject, customArgs } = mail;
    this.#journal.fact({ type: 'mail.accepted', mail: id, messageId, to: mail.to.email, subject, customArgs });
    const after = steps.reduce((current, step) => this.#happen(current, step), mail);
    this.#announce(after, steps);
  }

  #happen(mail: MailRecord, step: MailEvent): MailRecord {
    const after: MailRecord = { ...mail, status: step.event, events: [...mail.events, step] };
    this.#mails.put(after.id, after);
    const suppression = suppressionAfter(step.event);
    if (suppression !== undefined) this.#suppressions.put(mail.to.email.toLowerCase(), suppression);
    return after;
  }

  /** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#event-objects */
  #announce(mail: MailRecord, steps: readonly MailEvent[], url?: string): void {
    const events = steps.map(({ event, timestamp, eventId, reason }) => ({
      ...mail.customArgs,
      email: mail.to.email,
      timestamp,
      'smtp-id': `<${mail.messageId}@sandbox.localhost>`,
      event,
      ...(mail.categories.length === 0 ? {} : { category: mail.categories }),
      sg_event_id: eventId,
      sg_message_id: `${mail.messageId}.recvd-sandbox-1-${mail.id}`,
      ...(reason === undefined ? {} : { reason }),
      ...(event === 'delivered' ? { response: '250 OK' } : {}),
      ...(event === 'bounce' ? { type: 'bounce', status: '5.1.1', bounce_classification: 'Invalid Address' } : {}),
      ...(event === 'deferred' ? { attempt: '1', response: reason ?? '' } : {}),
      ...(event === 'click' ? { url: url ?? '' } : {}),
    }));
    const ids = steps.map((step) => step.eventId);
    this.#webhooks.enqueue('sendgrid', ids, `${JSON.stringify(events)}\r\n`);
  }
}
