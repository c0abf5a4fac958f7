/** What a client is told about a declined card, and whether another try can help. */
export interface DeclineNotice {
  readonly clientMessage: string;
  readonly retryable: boolean;
}

const NOTHING_CHARGED = 'Nothing was charged.';

/** Said where naming the reason would help a thief more than the owner of the card. */
const ASK_THE_BANK: DeclineNotice = {
  clientMessage: `Your bank declined the card without giving a reason. ${NOTHING_CHARGED} Please ask your bank or use another card.`,
  retryable: true,
};

/** The codes a person can act on. https://docs.stripe.com/declines/codes */
const NOTICES: Readonly<Record<string, string>> = {
  insufficient_funds: 'The card does not have enough funds for this amount.',
  card_velocity_exceeded: 'The card has reached its limit for now.',
  withdrawal_count_limit_exceeded: 'The card has reached its limit for now.',
  expired_card: 'The card has expired.',
  incorrect_cvc: 'The security code of the card is not right.',
  invalid_cvc: 'The security code of the card is not right.',
  incorrect_number: 'The card number is not right.',
  invalid_number: 'The card number is not right.',
  invalid_expiry_month: 'The expiry date of the card is not right.',
  invalid_expiry_year: 'The expiry date of the card is not right.',
  incorrect_zip: 'The postal code does not match the card.',
  card_not_supported: 'The card cannot be used for this kind of payment.',
  currency_not_supported: 'The card cannot pay in this currency.',
  authentication_required: 'Your bank wants you to confirm the payment, and that was not completed.',
  payment_intent_authentication_failure: 'Your bank wants you to confirm the payment, and that was not completed.',
  approve_with_id: 'Your bank could not approve the payment right now.',
  issuer_not_available: 'Your bank could not be reached.',
  processing_error: 'The payment could not be processed right now.',
  reenter_transaction: 'The payment could not be processed right now.',
  try_again_later: 'Your bank could not approve the payment right now.',
};

/** What another try cannot cure: the client has to choose another way to fund the milestone. */
const CHOOSE_ANOTHER_WAY: Readonly<Record<string, string>> = {
  hold_too_short:
    'The hold on your card would end before the work can be done and reviewed. It is being released. Nothing was charged. Please choose another way to fund this milestone.',
};

/**
 * The sentence a client reads about a declined card. Codes of loss, theft and fraud, and codes we do not know, get the same
 * neutral sentence. Every declined card may be tried again, or another one used; a hold that is too short may not.
 */
export function declineNotice(code: string): DeclineNotice {
  const another = Object.hasOwn(CHOOSE_ANOTHER_WAY, code) ? CHOOSE_ANOTHER_WAY[code] : undefined;
  if (another !== undefined) return { clientMessage: another, retryable: false };
  const sentence = Object.hasOwn(NOTICES, code) ? NOTICES[code] : undefined;
  if (sentence === undefined) return ASK_THE_BANK;
  return { clientMessage: `${sentence} ${NOTHING_CHARGED} Please try again or use another card.`, retryable: true };
}
