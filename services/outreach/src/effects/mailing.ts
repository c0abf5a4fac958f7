import type { Effect } from '@loop/runtime';
import type { SendingRules } from '../domain/may-send.ts';
import type { operatorAlert } from '../domain/operator-alert.ts';
import type { Sender } from '../domain/sender.ts';
import type { emailIntent } from './email-intent.ts';

/** Everything that is settled about sending before any message is: rules, sender, and how to unsubscribe. */
export interface Mailing {
  readonly rules: SendingRules;
  readonly sender: Sender;
  readonly provider: string;
  /** Who is told of alerts; undefined: nobody by e-mail. */
  readonly operatorEmail: string | undefined;
  /** The address to stop all mail with, for a message. */
  unsubscribeUrl(tenantId: string, messageId: string): string;
}

/** What a handler needs to have a message sent. */
export interface PostOffice {
  readonly mailing: Mailing;
  readonly sendEmail: Effect<typeof emailIntent>;
  readonly sendAlert: Effect<typeof operatorAlert>;
}
