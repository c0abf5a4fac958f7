import { followsFrom, type RouteContext } from '@loop/runtime';
import { z } from 'zod';
import { type ClientRoom, clientRoom, EVERY_RAIL } from '../domain/client-room.ts';
import type { Rail } from '../domain/funding.ts';
import { DEAL_COOKIE, readDealCookie, sessionHash } from '../proofs/deal-session.ts';
import { findContract } from '../store/contracts.ts';
import { openContractOf } from '../store/deal-sessions.ts';
import { loadRoomOf } from '../store/room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';

/** Path parameters of a room, and of one of its milestones. */
export const roomParams = z.object({ contractId: z.uuid() });
export const milestoneParams = roomParams.extend({ milestoneId: z.uuid() });

/** A room that the caller's cookie opens. */
export interface OpenedRoom {
  readonly tenantId: string;
  readonly correlationId: string;
  readonly sessionHash: string;
  /** The rail the client picked; null before. */
  readonly picked: Rail | null;
  readonly room: ClientRoom;
}

/** What of a request says who asks. */
type Asking = Pick<RouteContext<unknown, unknown, unknown>, 'cookies' | 'read' | 'request' | 'now'>;

/**
 * Opens the room of a contract for whoever holds its session. Null for everything else (no cookie, a forged, expired or
 * revoked one, another contract's), which all get the same answer.
 */
export async function openRoom(
  portal: PortalContext,
  rails: PaymentRails,
  asking: Asking,
  contractId: string,
): Promise<OpenedRoom | null> {
  const cookie = readDealCookie(asking.cookies[DEAL_COOKIE]);
  if (cookie === null) return null;
  const { tenantId } = cookie;
  const hash = sessionHash(portal.key, cookie.secret);
  const found = await asking.read(tenantId, async (tx) => {
    if ((await openContractOf(tx, hash, asking.now)) !== contractId) return undefined;
    const contract = await findContract(tx, contractId);
    const records = contract && (await loadRoomOf(tx, contract, asking.now));
    return contract && records && { contract, records };
  });
  if (found === undefined) return null;
  const { contract, records } = found;
  followsFrom(contract.traceparent);
  const offers = contract.status === 'signed' ? await rails(asking.request, tenantId) : EVERY_RAIL;
  return {
    tenantId,
    correlationId: contract.correlationId,
    sessionHash: hash,
    picked: contract.rail,
    room: clientRoom({ ...records, rails: offers }, asking.now),
  };
}
