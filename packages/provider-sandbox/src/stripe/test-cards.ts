/** Brands the page tells apart. */
export type CardBrand = 'visa' | 'mastercard' | 'amex';

/** Why a test card is refused, in Stripe's words. https://docs.stripe.com/declines/codes */
export interface CardDecline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

/** What a card number leads to. */
export type CardBehaviour =
  | { readonly kind: 'approve'; readonly brand: CardBrand }
  | { readonly kind: 'authenticate'; readonly brand: CardBrand }
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

const challenged = '4000002500003155';

/** Looks a number up among Stripe's test cards; undefined for any other number. https://docs.stripe.com/testing */
export function behaviourOfCard(number: string): CardBehaviour | undefined {
  const brand = approved[number];
  if (brand) return { kind: 'approve', brand };
  if (number === challenged) return { kind: 'authenticate', brand: 'visa' };
  const decline = declines[number];
  return decline ? { kind: 'decline', brand: 'visa', decline } : undefined;
}

/** The decline after a failed 3-D Secure step. */
export const authenticationFailure: CardDecline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'authentication_required',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};
