import type { Tx } from '@loop/runtime';
import {
  CODE_LIFETIME_MINUTES,
  CODE_REFUSALS,
  type CodePurpose,
  type CodeRefusal,
  normaliseCode,
  refuseCode,
} from '../domain/code-request.ts';
import { codeHash, sameHash } from '../proofs/one-time-code.ts';
import { codeRequestsSince, countWrongCode, markCodeUsed } from '../store/code-requests.ts';

/** A code as a client typed it, and what it is to prove. */
export interface TypedCode {
  readonly contractId: string;
  readonly purpose: CodePurpose;
  readonly milestoneId: string | null;
  readonly typed: string;
}

/** The request whose code was right, or why it was not taken. */
export type TakenCode = { readonly codeRequestId: string } | { readonly refused: CodeRefusal; readonly detail: string };

/** A used or expired request still tells the client more than "no code". */
const LOOK_BACK_MS = 6 * CODE_LIFETIME_MINUTES * 60_000;

/**
 * Takes a code under its contract's lock: the newest request for the purpose counts, an older one is dead. A right code is
 * used up; a wrong one counts, also where the transaction goes on to do nothing else.
 */
export async function takeCode(tx: Tx, key: string, code: TypedCode, now: Date): Promise<TakenCode> {
  const requests = await codeRequestsSince(tx, code.contractId, new Date(now.getTime() - LOOK_BACK_MS));
  const request = requests.find((one) => one.purpose === code.purpose && one.milestoneId === code.milestoneId) ?? null;
  const matches =
    request !== null &&
    request.salt !== null &&
    request.codeHash !== null &&
    sameHash(request.codeHash, codeHash(key, request.salt, request, normaliseCode(code.typed)));
  const refused = refuseCode(request, matches, now);
  if (refused !== null || request === null) {
    if (refused === 'wrong_code' && request !== null) await countWrongCode(tx, request.codeRequestId);
    return { refused: refused ?? 'no_code', detail: CODE_REFUSALS[refused ?? 'no_code'] };
  }
  await markCodeUsed(tx, request.codeRequestId, now);
  return { codeRequestId: request.codeRequestId };
}
