import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { selectRail } from '../decisions/select-rail.ts';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Picks the payment rail; one that is not set up is refused. */
export function postSelectRail(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/select-rail',
    summary: 'Picks the payment rail of a contract',
    reads: 'form',
    ratePerMinute: 60,
    params: roomParams,
    body: z.object({ rail: z.enum(['stripe', 'paypal']) }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const room = `/client-room/${contractId}`;
      const back = { href: room, label: 'Back to your room' };
      const { rail } = context.body;
      if (opened.room.rails.every((offer) => offer.rail !== rail)) {
        const detail = 'This way of paying is not set up here.';
        return refusal(503, 'payments_not_configured', 'Payments are not set up yet', detail, back);
      }
      const cause = { cause: `rail ${context.idempotencyKey}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        selectRail(decision, contractId, rail),
      );
      if (refused !== null) return refusal(409, refused.refused, 'This cannot be chosen now', refused.detail, back);
      return redirect(room);
    },
  });
}
