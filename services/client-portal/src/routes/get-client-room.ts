import { html, json, type Route, route, withHeader } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { clientRoomPage } from '../pages/client-room-page.tsx';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND, wantsJson } from './replies.ts';
import { roomJson } from './room-json.ts';

/** The client room: a page, or JSON for whoever accepts only that. */
export function getClientRoom(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId',
    summary: 'The client room: statement, milestones, timeline and the next step',
    formAction: portal.checkoutOrigins,
    params: roomParams,
    handle: async (context) => {
      const opened = await openRoom(portal, rails, context, context.params.contractId);
      if (opened === null) return NOT_FOUND;
      const { room } = opened;
      const reply = wantsJson(context.headers)
        ? json(roomJson(room))
        : html(renderPage(clientRoomPage(room, context.nonce)));
      return withHeader(reply, 'vary', 'accept');
    },
  });
}
