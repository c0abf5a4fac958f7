import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';

/** What a card is saved for. */
export interface SetupPurpose {
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
}

/** The SetupIntent a Checkout Session in setup mode comes with. */
export function newSetupIntent(purpose: SetupPurpose, createdSeconds: number): Stripe.SetupIntent {
  const id = randomId('seti_', 24);
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: ['card'],
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomId('', 24)}`,
    created: createdSeconds,
    customer: purpose.customer,
    customer_account: null,
    description: purpose.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: { ...purpose.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  };
}

/** One try at saving a card, for the intent's `latest_attempt`. */
export function newSetupAttempt(
  intent: Stripe.SetupIntent,
  method: string,
  status: 'failed' | 'succeeded',
  createdSeconds: number,
): Stripe.SetupAttempt {
  return {
    id: randomId('setatt_', 24),
    object: 'setup_attempt',
    application: null,
    created: createdSeconds,
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method,
    payment_method_details: { type: 'card' },
    setup_error: intent.last_setup_error,
    setup_intent: intent.id,
    status,
    usage: 'off_session',
  };
}
