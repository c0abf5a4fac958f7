import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { requestRevision } from '../decisions/request-revision.ts';
import { typedLines } from '../domain/typed-text.ts';
import { milestoneParams, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Asks for changes to a delivery, in the client's own words. */
export function postRevision(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/milestones/:milestoneId/revision',
    summary: 'Asks for changes to a delivery',
    reads: 'form',
    ratePerMinute: 60,
    params: milestoneParams,
    body: z.object({ deliveryId: z.uuid(), note: z.string().transform(typedLines).pipe(z.string().min(1).max(4000)) }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const { deliveryId, note } = context.body;
      const cause = { cause: `revision ${deliveryId}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        requestRevision(decision, { contractId, milestoneId, deliveryId, note }),
      );
      const room = `/client-room/${contractId}`;
      if (refused === null) return redirect(room);
      return refusal(409, refused.refused, 'Not noted', refused.detail, { href: room, label: 'Back to your room' });
    },
  });
}
