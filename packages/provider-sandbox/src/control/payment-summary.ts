import type { StripeWorld } from '../stripe/stripe-world.ts';

/** One PaymentIntent in short, for launchers and tests. Times in virtual seconds. */
export interface PaymentSummary {
  readonly paymentIntent: string;
  readonly session: string | null;
  readonly status: string;
  readonly amountMinor: number;
  readonly capturableMinor: number;
  readonly capturedMinor: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly captureBefore: number | null;
  readonly lastError: string | null;
  readonly livemode: false;
}

/** All payments, newest first. */
export function summarizePayments({ tables }: StripeWorld): PaymentSummary[] {
  const sessions = new Map(
    tables.sessions.all().map(({ session }) => [String(session.payment_intent), session.id] as const),
  );
  return tables.intents
    .all()
    .reverse()
    .map((intent) => {
      const charge = tables.charges.get(String(intent.latest_charge));
      return {
        paymentIntent: intent.id,
        session: sessions.get(intent.id) ?? null,
        status: intent.status,
        amountMinor: intent.amount,
        capturableMinor: intent.amount_capturable,
        capturedMinor: intent.amount_received,
        currency: intent.currency,
        metadata: intent.metadata,
        captureBefore: charge?.payment_method_details?.card?.capture_before ?? null,
        lastError: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? null,
        livemode: false,
      };
    });
}
