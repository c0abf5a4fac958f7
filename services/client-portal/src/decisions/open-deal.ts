import { contractViewed } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { decideContract } from '../domain/contract.ts';
import { DEAL_SESSION_DAYS } from '../proofs/deal-session.ts';
import { findVersion } from '../store/contract-versions.ts';
import { changeContract, lockContract } from '../store/contracts.ts';
import { insertSession } from '../store/deal-sessions.ts';
import { putOnRecord } from '../store/evidence.ts';
import { lockPresentation, type ResolvedLink } from '../store/presentations.ts';

const DAY_MS = 86_400_000;

/**
 * Opens a client room with a link that was found: a session for this browser, and on the first opening `contract.viewed`.
 * Returns false, and does nothing, when the link was revoked, replaced or has expired, or there is nothing to see any more.
 */
export async function openDeal(decision: Decision, link: ResolvedLink, sessionHash: string): Promise<boolean> {
  const { tx, now, emit } = decision;
  const { contractId, presentationId, rotation } = link;
  const contract = await lockContract(tx, contractId);
  const presentation = await lockPresentation(tx, presentationId);
  const found = contract && (await findVersion(tx, contractId, contract.version));
  if (contract === undefined || found === undefined || presentation === undefined) return false;
  const works =
    presentation.revokedAt === null &&
    presentation.rotation === rotation &&
    presentation.expiresAt !== null &&
    presentation.expiresAt > now;
  if (!works) return false;
  await insertSession(tx, {
    sessionHash,
    contractId,
    presentationId,
    rotation,
    openedAt: now,
    expiresAt: new Date(now.getTime() + DEAL_SESSION_DAYS * DAY_MS),
  });
  const { version } = contract;
  const decided = decideContract({ ...found, status: contract.status, version }, { type: 'view' });
  if ('refused' in decided || decided.events.length === 0) return true;
  await changeContract(tx, contractId, { status: 'viewed' });
  const details = { version, presentationId };
  const { position } = await putOnRecord(tx, { contractId, kind: 'viewed', at: now, details });
  const viewedAt = now.toISOString();
  emit(contractViewed, { contractId, version, presentationId, viewedAt }, { sequence: position });
  return true;
}
