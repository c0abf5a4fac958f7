import { html, type Reply, type Route, type RouteContext, redirect, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { z } from 'zod';
import { type ApprovalRefusal, approveDelivery } from '../decisions/approve-delivery.ts';
import { clientRoomPage } from '../pages/client-room-page.tsx';
import { milestoneParams, type OpenedRoom, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal, wantsJson } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

const body = z.object({
  deliveryId: z.uuid(),
  code: z.string().max(40).default(''),
  rating: z
    .union([z.literal(''), z.coerce.number().int().min(1).max(5)])
    .optional()
    .transform((rating) => (typeof rating === 'number' ? rating : null)),
});

/** Approves a delivery: what lets payments take the held amount. */
export function postApprove(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/milestones/:milestoneId/approve',
    summary: 'Approves a delivery, with a code and a rating',
    reads: 'form',
    ratePerMinute: 60,
    formAction: portal.checkoutOrigins,
    params: milestoneParams,
    body,
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const { deliveryId, code, rating } = context.body;
      const signer = { ip: context.ip, userAgent: context.userAgent, sessionHash: opened.sessionHash };
      const cause = { cause: `approve ${milestoneId} ${context.idempotencyKey}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        approveDelivery(decision, portal.key, { contractId, milestoneId, deliveryId, rating, code, signer }),
      );
      if (refused === null) return redirect(`/client-room/${contractId}`);
      return refusedReply(context, opened, refused);
    },
  });
}

function refusedReply(
  { headers, nonce }: Pick<RouteContext<unknown, unknown, unknown>, 'headers' | 'nonce'>,
  { room }: OpenedRoom,
  refused: ApprovalRefusal,
): Reply {
  const back = { href: `/client-room/${room.statement.contractId}`, label: 'Back to your room' };
  switch (refused.refused) {
    case 'not_found':
      return NOT_FOUND;
    case 'already_approved':
      return redirect(back.href);
    case 'expired':
    case 'wrong_code':
    case 'too_many_attempts':
    case 'no_code':
      return wantsJson(headers)
        ? refusal(422, 'invalid_form', 'Not approved', refused.detail, back)
        : html(renderPage(clientRoomPage(room, nonce, { code: refused.detail })), 422);
    default:
      return refusal(409, refused.refused, 'Not approved', refused.detail, back);
  }
}
