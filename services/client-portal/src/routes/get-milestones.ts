import { html, json, type Route, route, withHeader } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { milestonesPage } from '../pages/room-part-pages.tsx';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND, wantsJson } from './replies.ts';
import { milestoneJson } from './room-json.ts';

/** The milestones of a contract; the payment return page asks for them until the money is secured. */
export function getMilestones(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId/milestones',
    summary: 'The milestones of a contract, with their money and work',
    formAction: portal.checkoutOrigins,
    params: roomParams,
    handle: async (context) => {
      const opened = await openRoom(portal, rails, context, context.params.contractId);
      if (opened === null) return NOT_FOUND;
      const { room } = opened;
      const reply = wantsJson(context.headers)
        ? json({
            contractId: room.statement.contractId,
            milestones: room.milestones.map((milestone) => milestoneJson(room, milestone)),
          })
        : html(renderPage(milestonesPage(room)));
      return withHeader(reply, 'vary', 'accept');
    },
  });
}
