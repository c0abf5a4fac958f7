import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { declineContract } from '../decisions/decline-contract.ts';
import { typedLines } from '../domain/typed-text.ts';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Declines an offer; doing it twice is once. */
export function postDecline(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/decline',
    summary: 'Declines the statement of work',
    reads: 'form',
    ratePerMinute: 60,
    params: roomParams,
    body: z.object({ version: z.coerce.number().int().min(1), reason: z.string().max(2000).default('') }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const reason = typedLines(context.body.reason) || null;
      const cause = { cause: `decline ${contractId}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        declineContract(decision, contractId, context.body.version, reason),
      );
      const room = `/client-room/${contractId}`;
      if (refused === null) return redirect(room);
      return refusal(409, refused.refused, 'Not declined', refused.detail, { href: room, label: 'Back to your room' });
    },
  });
}
