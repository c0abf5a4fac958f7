import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { selectFunding } from '../decisions/select-funding.ts';
import { milestoneParams, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Picks another way to fund a milestone, while none of its money is held or taken. */
export function postFundingMethod(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/milestones/:milestoneId/funding-method',
    summary: 'Picks another way of funding a milestone: hold, card_on_file or prepaid',
    reads: 'form',
    ratePerMinute: 60,
    params: milestoneParams,
    body: z.object({ fundingMethod: z.enum(['hold', 'card_on_file', 'prepaid']) }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null || opened.room.milestones.every((one) => one.milestoneId !== milestoneId)) return NOT_FOUND;
      const room = `/client-room/${contractId}`;
      const back = { href: room, label: 'Back to your room' };
      if (opened.room.rails.length === 0) {
        const detail = 'No way of paying is set up here. Nothing was changed.';
        return refusal(503, 'payments_not_configured', 'Payments are not set up yet', detail, back);
      }
      const order = { contractId, milestoneId, method: context.body.fundingMethod, rails: opened.room.rails };
      const cause = { cause: `funding ${milestoneId} ${context.idempotencyKey}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) => selectFunding(decision, order));
      if (refused === null) return redirect(room);
      return refusal(409, refused.refused, 'This cannot be chosen now', refused.detail, back);
    },
  });
}
