import type { CardOnFile } from './stripe-tables.ts';
import { behaviourOfCard, type CardBehaviour } from './test-cards.ts';

/** Names of the fields of the Checkout page. */
export type CheckoutField = 'email' | 'cardNumber' | 'cardExpiry' | 'cardCvc' | 'billingName';

/** What was typed, and what is wrong with it. Numbers and CVCs are not shown again. */
export interface CheckoutFormState {
  readonly values: Partial<Record<CheckoutField, string>>;
  readonly errors: Partial<Record<CheckoutField, string>>;
}

interface ReadForm {
  readonly state: CheckoutFormState;
  /** Present when nothing is wrong. */
  readonly payment?: { readonly card: CardOnFile; readonly behaviour: CardBehaviour };
}

const fields: readonly CheckoutField[] = ['email', 'cardNumber', 'cardExpiry', 'cardCvc', 'billingName'];

function parseExpiry(text: string): { month: number; year: number } | undefined {
  const match = /^(0?[1-9]|1[0-2])\s*\/?\s*(\d{2}|20\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const year = Number(match[2]);
  return { month: Number(match[1]), year: year < 100 ? 2000 + year : year };
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function numberError(number: string, behaviour: CardBehaviour | undefined): string | undefined {
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) return 'Your card number is invalid.';
  return behaviour ? undefined : 'This sandbox takes test cards only, such as 4242 4242 4242 4242.';
}

function expiryError(expiry: { month: number; year: number } | undefined, nowMs: number): string | undefined {
  if (!expiry) return 'Write the expiry date as MM / YY.';
  const firstInvalidMs = Date.UTC(expiry.year, expiry.month, 1);
  return firstInvalidMs <= nowMs ? "Your card's expiration date is in the past." : undefined;
}

/** Reads the Checkout form at virtual time `nowMs`. */
export function readCheckoutForm(body: string, nowMs: number): ReadForm {
  const form = new URLSearchParams(body);
  const raw = Object.fromEntries(fields.map((field) => [field, (form.get(field) ?? '').trim()])) as Record<
    CheckoutField,
    string
  >;
  const number = raw.cardNumber.replace(/[\s-]/g, '');
  const behaviour = behaviourOfCard(number);
  const expiry = parseExpiry(raw.cardExpiry);
  const found: [CheckoutField, string | undefined][] = [
    ['email', /^[^\s@]+@[^\s@]+$/.test(raw.email) ? undefined : 'Enter your e-mail address.'],
    ['cardNumber', numberError(number, behaviour)],
    ['cardExpiry', expiryError(expiry, nowMs)],
    ['cardCvc', /^\d{3,4}$/.test(raw.cardCvc) ? undefined : "Enter your card's security code (3 or 4 digits)."],
    ['billingName', raw.billingName === '' ? 'Enter the name on your card.' : undefined],
  ];
  const errors = Object.fromEntries(found.filter(([, error]) => error !== undefined)) as CheckoutFormState['errors'];
  const state = { values: { email: raw.email, cardExpiry: raw.cardExpiry, billingName: raw.billingName }, errors };
  if (!behaviour || !expiry || Object.keys(errors).length > 0) return { state };
  const card: CardOnFile = {
    brand: behaviour.brand,
    last4: number.slice(-4),
    expMonth: expiry.month,
    expYear: expiry.year,
    holder: raw.billingName,
    email: raw.email,
    ...('traits' in behaviour && behaviour.traits ? { traits: behaviour.traits } : {}),
  };
  return { state, payment: { card, behaviour } };
}
