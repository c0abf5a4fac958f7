import { html, type Route, redirect, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { paymentReturnPage } from '../pages/payment-return-page.tsx';
import { milestoneParams, openRoom } from './open-room.ts';
import type { PaymentsProbe } from './payments-probe.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND } from './replies.ts';

/** Where the provider's page sends the client back to. Coming here changes nothing: only `milestone.funded` does. */
export function getPaymentReturn(portal: PortalContext, probe: PaymentsProbe): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId/milestones/:milestoneId/return',
    summary: 'Landing page after the payment provider; proves nothing',
    params: milestoneParams,
    handle: async (context) => {
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, probe, context, contractId);
      const milestone = opened?.room.milestones.find((one) => one.milestoneId === milestoneId);
      if (opened === null || milestone === undefined) return NOT_FOUND;
      if (milestone.money.kind !== 'unfunded') return redirect(`/client-room/${contractId}`);
      return html(renderPage(paymentReturnPage({ room: opened.room, milestone, nonce: context.nonce })));
    },
  });
}
