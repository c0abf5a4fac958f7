import { codeRequested } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { clientRoom, EVERY_RAIL } from '../domain/client-room.ts';
import {
  CODE_LIFETIME_MINUTES,
  CODE_MAX_ATTEMPTS,
  CODE_MAX_REQUESTS_PER_HOUR,
  CODE_REUSE_SECONDS,
  type CodePurpose,
} from '../domain/code-request.ts';
import { codeRequestsSince, insertCodeRequest } from '../store/code-requests.ts';
import { lockContract } from '../store/contracts.ts';
import { loadRoomOf } from '../store/room.ts';

/** What a code is asked for. */
export interface CodeOrder {
  readonly contractId: string;
  readonly purpose: CodePurpose;
  readonly milestoneId: string | null;
}

/** Why no code is sent. */
export interface CodeOrderRefusal {
  readonly refused: 'not_found' | 'not_now' | 'too_many_codes';
  readonly detail: string;
}

const HOUR_MS = 3_600_000;

/**
 * Asks for a code to be e-mailed, where the contract waits for just that. A second wish within seconds is the first one
 * again; more than a handful an hour are refused. The code itself is made when the sender asks for it.
 */
export async function requestCode(decision: Decision, order: CodeOrder): Promise<CodeOrderRefusal | null> {
  const { tenantId, tx, now, emit } = decision;
  const { contractId, purpose, milestoneId } = order;
  const contract = await lockContract(tx, contractId);
  const records = contract && (await loadRoomOf(tx, contract, now));
  if (contract === undefined || records === undefined) return { refused: 'not_found', detail: 'There is nothing here' };
  const { step } = clientRoom({ ...records, rails: EVERY_RAIL }, now);
  const awaited =
    purpose === 'sign' ? step.next === 'sign' : step.next === 'review' && step.milestone.milestoneId === milestoneId;
  if (!awaited) return { refused: 'not_now', detail: 'There is nothing to confirm with a code right now.' };
  const recent = await codeRequestsSince(tx, contractId, new Date(now.getTime() - HOUR_MS));
  const newest = recent.find(
    (one) =>
      one.purpose === purpose &&
      one.milestoneId === milestoneId &&
      one.usedAt === null &&
      one.attempts < CODE_MAX_ATTEMPTS,
  );
  if (newest !== undefined && now.getTime() - newest.requestedAt.getTime() < CODE_REUSE_SECONDS * 1000) return null;
  if (recent.length >= CODE_MAX_REQUESTS_PER_HOUR) {
    return { refused: 'too_many_codes', detail: 'We have sent you several codes already. Please wait an hour.' };
  }
  const codeRequestId = idFrom(tenantId, 'code', contractId, now.toISOString(), recent.length);
  const expiresAt = new Date(now.getTime() + CODE_LIFETIME_MINUTES * 60_000);
  const { contactId } = contract;
  await insertCodeRequest(tx, {
    codeRequestId,
    contractId,
    purpose,
    milestoneId,
    contactId,
    requestedAt: now,
    expiresAt,
  });
  emit(codeRequested, { contractId, codeRequestId, purpose, contactId, expiresAt: expiresAt.toISOString() });
  return null;
}
