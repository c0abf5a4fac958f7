import { randomInt } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `prefix` followed by `length` random letters and digits, the shape of Stripe's and SendGrid's ids. */
export function randomId(prefix: string, length: number): string {
  let id = prefix;
  for (let drawn = 0; drawn < length; drawn += 1) id += alphabet[randomInt(alphabet.length)];
  return id;
}
