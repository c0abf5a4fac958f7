/** Brands the page tells apart. */
export type CardBrand = 'visa' | 'mastercard' | 'amex';

/** Why a test card is refused, in Stripe's words. https://docs.stripe.com/declines/codes */
export interface CardDecline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

/** What a card does after it was taken or saved. */
export interface CardTraits {
  /** Without the client present, its bank wants them back on every payment. */
  readonly offSession?: 'authentication_required';
  /** It can be saved, and is declined when it is charged. */
  readonly onCharge?: CardDecline;
  /** What happens as soon as money is taken from it. */
  readonly afterCapture?: 'dispute' | 'inquiry' | 'fraud_warning';
  /** Refunds to it stay pending, or succeed and are sent back later. */
  readonly refunds?: 'pending' | 'failing';
}

/** What a card number leads to. */
export type CardBehaviour =
  | { readonly kind: 'approve'; readonly brand: CardBrand; readonly traits?: CardTraits }
  | { readonly kind: 'authenticate'; readonly brand: CardBrand; readonly traits?: CardTraits }
  | { readonly kind: 'decline'; readonly brand: CardBrand; readonly decline: CardDecline };

const declined = (declineCode: string): CardDecline => ({
  code: 'card_declined',
  declineCode,
  message: 'Your card was declined.',
});

const declines: Readonly<Record<string, CardDecline>> = {
  '4000000000000002': declined('generic_decline'),
  '4000000000009995': { ...declined('insufficient_funds'), message: 'Your card has insufficient funds.' },
  '4000000000009987': declined('lost_card'),
  '4000000000009979': declined('stolen_card'),
  '4000000000000069': { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
  '4000000000000127': {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
  },
  '4000000000000119': {
    code: 'processing_error',
    declineCode: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
};

const approved: Readonly<Record<string, CardBrand>> = {
  '4242424242424242': 'visa',
  '4000056655665556': 'visa',
  '5555555555554444': 'mastercard',
  '2223003122003222': 'mastercard',
  '378282246310005': 'amex',
};

const challenged: Readonly<Record<string, CardTraits | undefined>> = {
  '4000002500003155': undefined,
  '4000002760003184': { offSession: 'authentication_required' },
};

const remarkable: Readonly<Record<string, CardTraits>> = {
  '4000000000000341': { onCharge: declined('generic_decline') },
  '4000000000000259': { afterCapture: 'dispute' },
  '4000000000001976': { afterCapture: 'inquiry' },
  '4000000000005423': { afterCapture: 'fraud_warning' },
  '4000000000007726': { refunds: 'pending' },
  '4000000000005126': { refunds: 'failing' },
};

/** Looks a number up among Stripe's test cards; undefined for any other number. https://docs.stripe.com/testing */
export function behaviourOfCard(number: string): CardBehaviour | undefined {
  const brand = approved[number];
  if (brand) return { kind: 'approve', brand };
  if (number in challenged) return { kind: 'authenticate', brand: 'visa', ...traitsOf(challenged[number]) };
  if (number in remarkable) return { kind: 'approve', brand: 'visa', ...traitsOf(remarkable[number]) };
  const decline = declines[number];
  return decline ? { kind: 'decline', brand: 'visa', decline } : undefined;
}

function traitsOf(traits: CardTraits | undefined): { traits?: CardTraits } {
  return traits === undefined ? {} : { traits };
}

/** The decline of a payment without the client for which the bank wants them back. */
export const authenticationRequired: CardDecline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** The decline after a failed 3-D Secure step. */
export const authenticationFailure: CardDecline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'authentication_required',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

/** The same while a card is being saved. */
export const setupAuthenticationFailure: CardDecline = {
  ...authenticationFailure,
  code: 'setup_intent_authentication_failure',
};
