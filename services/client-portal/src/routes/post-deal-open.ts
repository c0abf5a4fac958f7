import { followsFrom, type Route, redirect, route, withCookie } from '@loop/runtime';
import { z } from 'zod';
import { openDeal } from '../decisions/open-deal.ts';
import {
  DEAL_COOKIE,
  DEAL_SESSION_DAYS,
  newSessionSecret,
  sessionHash,
  writeDealCookie,
} from '../proofs/deal-session.ts';
import { readPastedToken, storedTokenHash } from '../proofs/deal-token.ts';
import { findContract } from '../store/contracts.ts';
import { resolveDealToken } from '../store/presentations.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

const DAY_S = 86_400;

/** Exchanges the secret of a deal link for a session. Opening twice is two sessions of the same room. */
export function postDealOpen(portal: PortalContext): Route {
  return route({
    method: 'post',
    path: '/deal/open',
    summary: 'Opens a client room with the secret of a deal link',
    reads: 'form',
    bodyLimitBytes: 8192,
    ratePerMinute: 60,
    body: z.object({ token: z.string().max(2048).default('') }),
    handle: async ({ body, headers, read, decide }) => {
      if (!isSameOrigin(headers, portal.portalUrl)) return FOREIGN_FORM;
      // Something is looked up even for what cannot be a token, so that the answer takes as long.
      const hash = storedTokenHash(portal.key, readPastedToken(body.token) ?? '');
      const link = await read(portal.tenantId, (tx) => resolveDealToken(tx, hash));
      if (link === undefined) return NOT_FOUND;
      const { tenantId, contractId } = link;
      const contract = await read(tenantId, (tx) => findContract(tx, contractId));
      if (contract === undefined) return NOT_FOUND;
      followsFrom(contract.traceparent);
      const secret = newSessionSecret();
      const session = sessionHash(portal.key, secret);
      const cause = { cause: `open ${session}`, correlationId: contract.correlationId };
      const isOpen = await decide(tenantId, cause, (decision) => openDeal(decision, link, session));
      if (!isOpen) return NOT_FOUND;
      return withCookie(redirect(`/client-room/${contractId}`), {
        name: DEAL_COOKIE,
        value: writeDealCookie({ tenantId, secret }),
        maxAgeS: DEAL_SESSION_DAYS * DAY_S,
      });
    },
  });
}
