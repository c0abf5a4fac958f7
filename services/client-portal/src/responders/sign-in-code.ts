import { signInCode } from '@loop/contracts';
import { type Answer, type Decision, type Responder, respond } from '@loop/runtime';
import { CODE_MAX_ATTEMPTS } from '../domain/code-request.ts';
import { codeHash, newCode, newSalt } from '../proofs/one-time-code.ts';
import { lockCodeRequest, storeCode } from '../store/code-requests.ts';

/**
 * Answers `portal.sign_in_code`. The code is made now and kept only as a keyed, salted hash; asking again makes another and
 * ends the one before, so that of two e-mails the newer works.
 */
export function signInCodeResponder(key: string): Responder {
  return respond(signInCode, async ({ input, decide }) => {
    const { tenantId, codeRequestId } = input;
    return decide(tenantId, { cause: `sign-in code ${codeRequestId}` }, (decision) =>
      codeFor(decision, key, codeRequestId),
    );
  });
}

async function codeFor(
  { tx, now }: Decision,
  key: string,
  codeRequestId: string,
): Promise<Answer<{ code: string; expiresAt: string }>> {
  const request = await lockCodeRequest(tx, codeRequestId);
  if (request === undefined) return { refused: 'not_found', detail: 'There is no such code request' };
  if (request.usedAt !== null || request.attempts >= CODE_MAX_ATTEMPTS) {
    return { refused: 'revoked', detail: 'The code request is used up' };
  }
  if (request.expiresAt <= now) return { refused: 'expired', detail: 'The code request has expired' };
  const code = newCode();
  const salt = newSalt();
  await storeCode(tx, codeRequestId, salt, codeHash(key, salt, request, code));
  return { ok: { code, expiresAt: request.expiresAt.toISOString() } };
}
