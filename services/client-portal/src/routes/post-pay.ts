import { setTimeout as pause } from 'node:timers/promises';
import { type OutputOf, openCheckout } from '@loop/contracts';
import { type Answer, type Edge, type Reply, type Route, redirect, route } from '@loop/runtime';
import { z } from 'zod';
import { selectRail } from '../decisions/select-rail.ts';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { type MilestoneRefusal, milestoneRefusal, refusePayment } from '../domain/milestone.ts';
import { milestoneParams, type OpenedRoom, openRoom } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

/** Payments hears of a signature over the broker, a moment after the client sees it: ask again before saying no. */
const ASK_AGAIN = { times: 5, everyMs: 300 } as const;

/** What payments uses for a contract whose client picked nothing. */
const RAIL_UNLESS_PICKED = 'stripe';

const STATUS: Readonly<Record<string, number>> = {
  payments_not_configured: 503,
  provider_unavailable: 503,
  amount_mismatch: 409,
  milestone_not_payable: 409,
  funding_method_not_served: 409,
};

/** Leads to the provider's page. The address comes from payments, which has it from the provider; none is made up here. */
export function postPay(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/milestones/:milestoneId/pay',
    summary: "Leads to the payment provider's page for one milestone",
    reads: 'form',
    ratePerMinute: 60,
    params: milestoneParams,
    body: z.object({ amountMinor: z.coerce.number().int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }),
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId, milestoneId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      const index = opened?.room.milestones.findIndex((one) => one.milestoneId === milestoneId) ?? -1;
      const milestone = opened?.room.milestones[index];
      if (opened === null || milestone === undefined) return NOT_FOUND;
      const back = { href: `/client-room/${contractId}`, label: 'Back to your room' };
      const { milestones, rail, signedAt } = opened.room;
      const notNow = refusePayment(signedAt !== null, milestones, index) ?? refuseMethod(opened.room, milestone);
      if (notNow !== null) return refusal(409, notNow.refused, 'This cannot be paid now', notNow.detail, back);
      if (rail !== null && rail !== (opened.picked ?? RAIL_UNLESS_PICKED)) {
        const cause = { cause: `rail ${context.idempotencyKey}`, correlationId: opened.correlationId };
        await context.decide(opened.tenantId, cause, (decision) => selectRail(decision, contractId, rail));
      }
      const answer = await askForPage(context.request, portal, opened, milestone, context.body);
      return 'ok' in answer ? redirect(answer.ok.url) : refusedReply(answer, back);
    },
  });
}

/** Where payments is off it says so itself; else the button must have offered just this. */
function refuseMethod({ rails }: ClientRoom, { canPay }: RoomMilestone): MilestoneRefusal | null {
  return rails.length > 0 && !canPay ? milestoneRefusal('not_offered') : null;
}

function refusedReply(
  refused: { readonly refused: string; readonly detail: string },
  back: { href: string; label: string },
): Reply {
  const title =
    refused.refused === 'payments_not_configured' ? 'Payments are not set up yet' : 'The payment page did not open';
  return refusal(STATUS[refused.refused] ?? 503, refused.refused, title, refused.detail, back);
}

async function askForPage(
  request: Edge['request'],
  { portalUrl }: PortalContext,
  { tenantId, room }: OpenedRoom,
  { milestoneId, fundingMethod }: RoomMilestone,
  shown: { readonly amountMinor: number; readonly currency: string },
): Promise<Answer<OutputOf<typeof openCheckout>>> {
  const path = `${portalUrl}/client-room/${room.statement.contractId}`;
  const input = {
    tenantId,
    contractId: room.statement.contractId,
    milestoneId,
    ...shown,
    ...(room.rail === null ? {} : { rail: room.rail }),
    fundingMethod,
    idempotencyKey: `checkout ${milestoneId}`,
    returnUrl: `${path}/milestones/${milestoneId}/return`,
    cancelUrl: path,
  };
  for (let asked = 1; ; asked++) {
    const answer = await askOnce(request, input);
    const early = 'refused' in answer && answer.refused === 'milestone_not_payable';
    if (!early || asked > ASK_AGAIN.times) return answer;
    await pause(ASK_AGAIN.everyMs);
  }
}

async function askOnce(
  request: Edge['request'],
  input: Parameters<typeof openCheckout.input.parse>[0],
): Promise<Answer<OutputOf<typeof openCheckout>>> {
  try {
    return await request(openCheckout, openCheckout.input.parse(input));
  } catch {
    // Nobody answered in time: nothing was opened that the client could see.
    return {
      refused: 'provider_unavailable',
      detail: 'The payment service does not answer just now. Nothing was charged. Please try again in a moment.',
    };
  }
}
