import { dealLink } from '@loop/contracts';
import { type Answer, type Decision, type Responder, respond } from '@loop/runtime';
import { DEAL_LINK_DAYS, dealToken, storedTokenHash } from '../proofs/deal-token.ts';
import { findVersion } from '../store/contract-versions.ts';
import { lockContract } from '../store/contracts.ts';
import { issueLink, keepPresentation, lockPresentation } from '../store/presentations.ts';

const DAY_MS = 86_400_000;

/** What links are made with. */
export interface LinkMaker {
  readonly key: string;
  /** Where clients reach the portal. */
  readonly portalUrl: string;
}

/**
 * Answers `portal.deal_link`. The same presentation gets the same link while it works, since it is derived and not stored;
 * after its fourteen days the next rotation, which ends the sessions opened with the one before.
 */
export function dealLinkResponder(maker: LinkMaker): Responder {
  return respond(dealLink, async ({ input, decide }) => {
    const { tenantId, contractId, presentationId } = input;
    const cause = { cause: `deal link ${presentationId}` };
    return decide(tenantId, cause, (decision) => linkFor(decision, maker, contractId, presentationId));
  });
}

async function linkFor(
  { tx, now }: Decision,
  maker: LinkMaker,
  contractId: string,
  presentationId: string,
): Promise<Answer<{ url: string }>> {
  const contract = await lockContract(tx, contractId);
  if (contract === undefined) return { refused: 'not_found', detail: 'There is no such contract' };
  const version = await findVersion(tx, contractId, contract.version);
  if (version === undefined) return { refused: 'revoked', detail: 'The contract is withdrawn' };
  if (contract.signedAt === null && version.validUntil <= now) {
    return { refused: 'expired', detail: 'The offer has expired' };
  }
  await keepPresentation(tx, presentationId, contractId);
  const presentation = await lockPresentation(tx, presentationId);
  if (presentation === undefined || presentation.contractId !== contractId) {
    return { refused: 'not_found', detail: 'The presentation is of another contract' };
  }
  if (presentation.revokedAt !== null) return { refused: 'revoked', detail: 'The link is revoked' };
  const { expiresAt } = presentation;
  const rotation = expiresAt !== null && expiresAt <= now ? presentation.rotation + 1 : presentation.rotation;
  const token = dealToken(maker.key, { contractId, presentationId, rotation });
  if (expiresAt === null || rotation !== presentation.rotation) {
    const until = new Date(now.getTime() + DEAL_LINK_DAYS * DAY_MS);
    await issueLink(tx, presentationId, { rotation, tokenHash: storedTokenHash(maker.key, token), expiresAt: until });
  }
  return { ok: { url: new URL(`/deal#${token}`, maker.portalUrl).href } };
}
