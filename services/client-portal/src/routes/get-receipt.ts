import { html, type Route, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { receiptPage } from '../pages/receipt-page.tsx';
import { milestoneParams, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND } from './replies.ts';

/** The receipt of a paid milestone, or the confirmation of its card hold; nothing before either. */
export function getReceipt(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId/milestones/:milestoneId/receipt',
    summary: 'Receipt or hold confirmation of a milestone',
    params: milestoneParams,
    handle: async (context) => {
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      const milestone = opened?.room.milestones.find((one) => one.milestoneId === milestoneId);
      if (opened === null || milestone === undefined || !('payment' in milestone.money)) return NOT_FOUND;
      return html(renderPage(receiptPage(opened.room, milestone, milestone.money.payment)));
    },
  });
}
