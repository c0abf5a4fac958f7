import { html, json, type Route, route, withHeader } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { timelinePage } from '../pages/room-part-pages.tsx';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND, wantsJson } from './replies.ts';
import { eventJson } from './room-json.ts';

/** What happened to a contract, with the fingerprint of each record. */
export function getTimeline(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId/timeline',
    summary: 'What happened to a contract so far',
    params: roomParams,
    handle: async (context) => {
      const opened = await openRoom(portal, rails, context, context.params.contractId);
      if (opened === null) return NOT_FOUND;
      const { room } = opened;
      const reply = wantsJson(context.headers)
        ? json({
            contractId: room.statement.contractId,
            brokenAt: room.brokenAt,
            events: room.events.map(eventJson),
          })
        : html(renderPage(timelinePage(room)));
      return withHeader(reply, 'vary', 'accept');
    },
  });
}
