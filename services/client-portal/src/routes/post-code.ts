import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { requestCode } from '../decisions/request-code.ts';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

const body = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('sign') }),
  z.object({ purpose: z.literal('approve'), milestoneId: z.uuid() }),
]);

/** Asks for a code by email, for signing or for approving one delivery. */
export function postCode(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/code',
    summary: 'Asks for a one-time code by email',
    reads: 'form',
    ratePerMinute: 60,
    params: roomParams,
    body,
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const { purpose } = context.body;
      const milestoneId = context.body.purpose === 'approve' ? context.body.milestoneId : null;
      const cause = { cause: `code ${context.idempotencyKey}`, correlationId: opened.correlationId };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        requestCode(decision, { contractId, purpose, milestoneId }),
      );
      const room = `/client-room/${contractId}`;
      if (refused === null) return redirect(`${room}#next-step`);
      if (refused.refused === 'not_found') return NOT_FOUND;
      const status = refused.refused === 'too_many_codes' ? 429 : 409;
      return refusal(status, refused.refused, 'No code was sent', refused.detail, {
        href: room,
        label: 'Back to your room',
      });
    },
  });
}
