/** What a one-time code is good for, and only for that. */
export type CodePurpose = 'sign' | 'approve';

/** Minutes of domain time for which a requested code works. */
export const CODE_LIFETIME_MINUTES = 10;

/** Wrong codes after which a request is used up. */
export const CODE_MAX_ATTEMPTS = 5;

/** Requests of one contract within an hour; more are refused, so that nobody's mailbox is flooded. */
export const CODE_MAX_REQUESTS_PER_HOUR = 8;

/** A second request within this time answers with the first: a double click is one e-mail. */
export const CODE_REUSE_SECONDS = 20;

/** Digits of a code: 10⁸ possibilities against {@link CODE_MAX_ATTEMPTS} attempts. */
export const CODE_LENGTH = 8;

/** What is known of a requested code. */
export interface CodeRequest {
  readonly expiresAt: Date;
  /** Wrong attempts so far. */
  readonly attempts: number;
  readonly usedAt: Date | null;
  /** False until the sender has asked for the code. */
  readonly issued: boolean;
}

/** Why a code is not taken. */
export type CodeRefusal = 'no_code' | 'expired' | 'too_many_attempts' | 'wrong_code';

/** Decides whether a code that matches (or not) proves the client's address now: null, or why not. */
export function refuseCode(request: CodeRequest | null, matches: boolean, now: Date): CodeRefusal | null {
  if (request === null || request.usedAt !== null || !request.issued) return 'no_code';
  if (request.attempts >= CODE_MAX_ATTEMPTS) return 'too_many_attempts';
  if (now >= request.expiresAt) return 'expired';
  return matches ? null : 'wrong_code';
}

/** What the client reads about it. */
export const CODE_REFUSALS: Readonly<Record<CodeRefusal, string>> = {
  no_code: 'There is no open code. Ask for a new one.',
  expired: 'This code has expired. Ask for a new one.',
  too_many_attempts: 'Too many wrong codes. Ask for a new one.',
  wrong_code: 'That is not the code we sent. Check the newest e-mail and try again.',
};

/** The digits of a code as typed: spaces and hyphens are how people group them, full-width digits how some keyboards write them. */
export function normaliseCode(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[^0-9]/g, '');
}
