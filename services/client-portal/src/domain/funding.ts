/** How the money of a milestone is secured; what each means for the client stands in the statement's terms. */
export type FundingMethod = 'hold' | 'card_on_file' | 'prepaid';

/** The payment rails a client can pick. */
export type Rail = 'stripe' | 'paypal';
