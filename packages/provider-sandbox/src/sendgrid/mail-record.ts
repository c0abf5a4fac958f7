/** What may happen to a mail, in SendGrid's words. */
export type MailEventName =
  | 'processed'
  | 'deferred'
  | 'delivered'
  | 'bounce'
  | 'dropped'
  | 'open'
  | 'click'
  | 'spamreport'
  | 'unsubscribe';

/** One thing that happened, newest last. */
export interface MailEvent {
  readonly event: MailEventName;
  /** Virtual time, seconds. */
  readonly timestamp: number;
  readonly eventId: string;
  readonly reason?: string;
}

/** A mail as it arrived for one recipient. */
export interface MailRecord {
  readonly id: string;
  readonly provider: 'sendgrid';
  readonly channel: 'email';
  /** The value of `X-Message-Id`, one per accepted call. */
  readonly messageId: string;
  readonly from: { readonly email: string; readonly name: string | null };
  readonly to: { readonly email: string; readonly name: string | null };
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly categories: readonly string[];
  readonly customArgs: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly filename: string; readonly type: string; readonly bytes: number }[];
  /** Virtual time, ISO 8601. */
  readonly sentAt: string;
  /** The last event's name. */
  readonly status: MailEventName;
  readonly events: readonly MailEvent[];
}
