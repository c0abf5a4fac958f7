/** How the money of a milestone is secured; what each means for the client stands in the statement's terms. */
export type FundingMethod = 'hold' | 'card_on_file' | 'prepaid';

/** The payment rails a client can pick. */
export type Rail = 'stripe' | 'paypal';

/** A rail that takes payments here, and the ways of funding it can do. */
export interface RailOffer {
  readonly rail: Rail;
  readonly fundingMethods: readonly FundingMethod[];
}

/** How long a milestone takes from its money to the end of its review. */
export interface Pace {
  readonly workDays: number;
  readonly reviewDays: number;
}

/**
 * Days a provider keeps a hold on a payment the client makes on its page. Stripe: 7 for Visa, Mastercard, American Express
 * and Discover (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method). PayPal: 29, of which it honours the
 * first 3 in full and renews from the 4th (https://developer.paypal.com/docs/checkout/standard/customize/authorization/).
 * Only for planning: the real end is what the provider says once the hold is in place.
 */
export const HOLD_DAYS: Readonly<Record<Rail, number>> = { stripe: 7, paypal: 29 };

/** Work and review end this long before a hold does, so that an approval in the last hour can still be captured. */
const MARGIN_DAYS = 1;

/** Whether a hold of the rail outlasts work and review. */
function holdOutlasts(rail: Rail, { workDays, reviewDays }: Pace): boolean {
  return workDays + reviewDays + MARGIN_DAYS <= HOLD_DAYS[rail];
}

/** The way of funding a contract plans for a milestone: a card hold where one lasts long enough, else a card on file. */
export function plannedFunding(pace: Pace): FundingMethod {
  return holdOutlasts('stripe', pace) ? 'hold' : 'card_on_file';
}

/** The rail that payments of a contract use: the one the client picked, else the first there is; null where there is none. */
export function railInUse(offers: readonly RailOffer[], picked: Rail | null): RailOffer | null {
  return offers.find(({ rail }) => rail === picked) ?? offers[0] ?? null;
}

/** The ways a client can fund a milestone on a rail. `heldTooShort`: a hold was tried there and would not have lasted. */
export function fundingChoices(offer: RailOffer | null, pace: Pace, heldTooShort: boolean): readonly FundingMethod[] {
  if (offer === null) return [];
  return offer.fundingMethods.filter(
    (method) => method !== 'hold' || (!heldTooShort && holdOutlasts(offer.rail, pace)),
  );
}
