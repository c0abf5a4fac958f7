import { railSelected } from '@loop/contracts';
import { type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { openRoom, roomParams } from './open-room.ts';
import type { PaymentsProbe } from './payments-probe.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Picks the payment rail. Only Stripe is served so far: any other is refused as not configured. */
export function postSelectRail(portal: PortalContext, probe: PaymentsProbe): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/select-rail',
    summary: 'Picks the payment rail of a contract',
    reads: 'form',
    ratePerMinute: 60,
    params: roomParams,
    body: z.object({ rail: z.enum(['stripe', 'paypal']) }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId } = context.params;
      const opened = await openRoom(portal, probe, context, contractId);
      if (opened === null) return NOT_FOUND;
      const room = `/client-room/${contractId}`;
      if (context.body.rail !== 'stripe') {
        const detail = 'This way of paying is not set up here.';
        const back = { href: room, label: 'Back to your room' };
        return refusal(503, 'payments_not_configured', 'Payments are not set up yet', detail, back);
      }
      const cause = { cause: `rail ${context.idempotencyKey}`, correlationId: opened.correlationId };
      await context.decide(opened.tenantId, cause, async ({ emit, now }) => {
        emit(railSelected, { contractId, rail: 'stripe', selectedAt: now.toISOString() });
      });
      return redirect(room);
    },
  });
}
