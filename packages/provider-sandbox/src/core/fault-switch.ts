import { z } from 'zod';
import { PROVIDER_NAMES } from './provider-names.ts';

const shared = {
  provider: z.enum(PROVIDER_NAMES),
  /** How often it strikes; without it, until it is removed. */
  count: z.int().min(1).max(100_000).optional(),
  /** Strikes with this chance, drawn from a generator seeded with `seed`, so a run can be repeated. */
  probability: z.number().gt(0).max(1).optional(),
  seed: z.int().default(1),
};

const answerFault = z.strictObject({
  ...shared,
  /**
   * `changed_shape`: a whole answer with status 200 that holds something else than the vendor documents. `incomplete_results`:
   * a search that ran out of time and says so (GitHub).
   */
  kind: z.enum([
    'rate_limit',
    'server_error',
    'reset',
    'hang',
    'truncated_body',
    'changed_shape',
    'incomplete_results',
  ]),
  /** Name of one operation, `*` for all of the provider's API (not its web pages). */
  operation: z.string().min(1).default('*'),
  /** Strikes after the effect took place: only the answer is lost. Always so for `truncated_body`. */
  after: z.boolean().default(false),
  /** For `server_error`. */
  status: z.int().min(500).max(599).default(500),
  /** For `rate_limit`. */
  retryAfterSeconds: z.int().min(0).max(86_400).default(1),
});

const webhookFault = z.strictObject({
  ...shared,
  provider: z.enum(['sendgrid', 'stripe', 'paypal']),
  /** `webhook_lost` is never delivered: only the provider's own list of events knows of it. */
  kind: z.enum(['webhook_doubled', 'webhook_late', 'webhook_out_of_order', 'webhook_lost']),
  /** Strikes only events of this type, `payment_intent.succeeded`. */
  eventType: z.string().min(1).optional(),
  /** For `webhook_late`. */
  delayMs: z.int().min(0).max(600_000).default(2_000),
});

/** Everything a fault switch may say; unknown keys are refused. */
export const faultSettings = z.discriminatedUnion('kind', [answerFault, webhookFault]);

/** What a caller writes to arm a switch. */
export type FaultRequest = z.input<typeof faultSettings>;
/** A fault of an answer to a provider call. */
export type AnswerFault = z.output<typeof answerFault>;
/** A fault of webhook delivery. */
export type WebhookFault = z.output<typeof webhookFault>;

/** An armed switch. `left` counts down; `struck` counts up. */
export interface FaultSwitch {
  readonly id: string;
  readonly settings: AnswerFault | WebhookFault;
  readonly left: number | null;
  readonly struck: number;
  /** State of the seeded generator. */
  readonly random: number;
}
