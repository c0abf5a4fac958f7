import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { CODE_LENGTH } from '../domain/code-request.ts';
import { keyedHash } from './keyed-hash.ts';

/** What a code is bound to: it proves nothing for anything else. */
export interface CodeSubject {
  readonly codeRequestId: string;
  readonly contractId: string;
  readonly purpose: string;
  /** Null where the purpose concerns the whole contract. */
  readonly milestoneId: string | null;
}

/** A fresh code: eight random digits. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, '0');
}

/** A fresh salt, in hexadecimal. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/** What the database knows of a code: a keyed, salted hash bound to its subject, in hexadecimal. */
export function codeHash(key: string, salt: string, subject: CodeSubject, code: string): string {
  const { codeRequestId, contractId, purpose, milestoneId } = subject;
  return keyedHash(key, 'one-time-code', salt, codeRequestId, contractId, purpose, milestoneId ?? '', code).toString(
    'hex',
  );
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
