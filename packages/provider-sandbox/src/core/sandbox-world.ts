import type { DnsDesk } from '../dns/dns-desk.ts';
import type { HnBoard } from '../hn/hn-board.ts';
import type { PayPalWorld } from '../paypal/paypal-world.ts';
import type { SourcesWorld } from '../posts/source-providers.ts';
import type { MailOffice } from '../sendgrid/mail-office.ts';
import type { StripeWorld } from '../stripe/stripe-world.ts';
import type { WebhookBook } from '../webhooks/webhook-endpoint.ts';
import type { WebhookQueue } from '../webhooks/webhook-queue.ts';
import type { FaultBox } from './fault-box.ts';
import type { Journal } from './journal.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Everything one running sandbox consists of. */
export interface SandboxWorld {
  readonly journal: Journal;
  readonly clock: VirtualClock;
  readonly faults: FaultBox;
  readonly webhookBook: WebhookBook;
  readonly webhooks: WebhookQueue;
  readonly board: HnBoard;
  readonly office: MailOffice;
  readonly stripe: StripeWorld;
  readonly paypal: PayPalWorld;
  readonly sources: SourcesWorld;
  readonly dns: DnsDesk;
  /** Lets overdue holds and sessions end, and due webhooks go out. */
  readonly tick: () => void;
}
