import { html, type Route, redirect, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import type { RoomMilestone } from '../domain/client-room.ts';
import { HOLD_TOO_SHORT } from '../domain/milestone-money.ts';
import { paymentReturnPage } from '../pages/payment-return-page.tsx';
import { milestoneParams, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { NOT_FOUND } from './replies.ts';

/** Where the provider's page sends the client back to. Coming here changes nothing: only `milestone.funded` does. */
export function getPaymentReturn(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'get',
    path: '/client-room/:contractId/milestones/:milestoneId/return',
    summary: 'Landing page after the payment provider; proves nothing',
    params: milestoneParams,
    handle: async (context) => {
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      const milestone = opened?.room.milestones.find((one) => one.milestoneId === milestoneId);
      if (opened === null || milestone === undefined) return NOT_FOUND;
      if (!isAwaited(milestone)) return redirect(`/client-room/${contractId}`);
      return html(renderPage(paymentReturnPage({ room: opened.room, milestone, nonce: context.nonce })));
    },
  });
}

/** Whether the provider's answer is still to come: no money and no card yet, or a hold due on a saved card. */
function isAwaited({ money, canPay, status }: RoomMilestone): boolean {
  if (money.kind === 'unfunded') return money.failure?.reason !== HOLD_TOO_SHORT;
  return money.kind === 'card_saved' && canPay && status !== 'card_saved';
}
