import type { Request } from 'express';
import type Stripe from 'stripe';
import type { z } from 'zod';
import type { Reply } from '../core/operation.ts';
import { jsonReply, problemReply } from '../core/reply.ts';
import type { SandboxWorld } from '../core/sandbox-world.ts';
import { moveDispute, openDispute, stepRefusal } from '../stripe/dispute-cases.ts';
import { warnOfFraud } from '../stripe/fraud-warnings.ts';
import { endPayout, runPayouts } from '../stripe/payout-run.ts';
import { bookCharge } from '../stripe/settle-charge.ts';
import { endRefund, refundEndRefusal } from '../stripe/settle-refund.ts';
import { stripeSettings } from '../stripe/stripe-settings.ts';
import { viewBalance } from '../stripe/stripe-view.ts';
import type { ControlRoute } from './control-route.ts';
import { checked, parseBody } from './control-route.ts';
import {
  disputeBody,
  disputeStepBody,
  fraudWarningBody,
  payoutBody,
  payoutEndBody,
  refundEndBody,
} from './stripe-bodies.ts';

function change<T extends object>(world: SandboxWorld, what: string, perform: () => T): Reply {
  return jsonReply(
    200,
    world.journal.transact('sandbox', 'control', perform, () => ({ stripe: what })),
  );
}

function read<T>(schema: z.ZodType<T>, req: Request, answer: (body: T) => Reply): Reply {
  return checked(schema, parseBody(req), answer);
}

const idOf = (req: Request): string => String(req.params['id']);

function capturedCharge({ stripe: { tables } }: SandboxWorld, payment: string): Stripe.Charge | undefined {
  const intent = tables.intents.get(payment);
  const charge = tables.charges.get(intent ? String(intent.latest_charge) : payment);
  return charge?.captured ? charge : undefined;
}

function onCharge<T extends object>(
  world: SandboxWorld,
  payment: string,
  what: string,
  perform: (charge: Stripe.Charge) => T,
): Reply {
  const charge = capturedCharge(world, payment);
  return charge ? change(world, what, () => perform(charge)) : problemReply(404, 'No such captured charge', payment);
}

function stepDispute(world: SandboxWorld, req: Request): Reply {
  return read(disputeStepBody, req, (step) => {
    const dispute = world.stripe.tables.disputes.get(idOf(req));
    if (!dispute) return problemReply(404, 'No such dispute');
    const refusal = stepRefusal(dispute, step);
    if (refusal !== undefined) return problemReply(409, 'The dispute cannot go there', refusal);
    return change(world, `dispute ${step.to}`, () => moveDispute(world.stripe, dispute, step));
  });
}

function finishRefund(world: SandboxWorld, req: Request): Reply {
  return read(refundEndBody, req, ({ end }) => {
    const refund = world.stripe.tables.refunds.get(idOf(req));
    if (!refund) return problemReply(404, 'No such refund');
    const refusal = refundEndRefusal(refund, end);
    if (refusal !== undefined) return problemReply(409, 'The refund cannot end so', refusal);
    return change(world, `refund ${end}`, () => endRefund(world.stripe, refund, end));
  });
}

function finishPayout(world: SandboxWorld, req: Request): Reply {
  return read(payoutEndBody, req, ({ outcome }) => {
    const payout = world.stripe.tables.payouts.get(idOf(req));
    if (payout?.status !== 'in_transit') return problemReply(404, 'No such payout in transit');
    return change(world, `payout ${outcome}`, () => endPayout(world.stripe, payout, outcome));
  });
}

function changeSettings(world: SandboxWorld, req: Request): Reply {
  return read(stripeSettings.partial(), req, (wanted) =>
    change(world, 'settings', () => {
      const settings = stripeSettings.parse({ ...world.stripe.settings(), ...wanted });
      world.stripe.tables.settings.put('settings', settings);
      return settings;
    }),
  );
}

function loseEvent(world: SandboxWorld, eventId: string): Reply {
  if (!world.stripe.tables.events.get(eventId)) return problemReply(404, 'No such event');
  return change(world, 'lose event', () => ({ abandoned: world.webhooks.abandon(eventId) }));
}

/** Books what is owed however long it was to wait. */
function bookOwed(world: SandboxWorld): Reply {
  return change(world, 'book owed', () => {
    const owed = world.stripe.tables.owedBookings.all().flatMap((booking) => (booking ? [booking.chargeId] : []));
    for (const chargeId of owed) bookCharge(world.stripe, chargeId);
    return { booked: owed };
  });
}

/** `/_sandbox/stripe/*`: what banks, card networks and time do to payments. */
export const stripeControlRoutes = (world: SandboxWorld): ControlRoute[] => {
  const { stripe } = world;
  return [
    ['get', '/stripe/settings', () => jsonReply(200, stripe.settings())],
    ['put', '/stripe/settings', (req) => changeSettings(world, req)],
    [
      'post',
      '/stripe/disputes',
      (req) =>
        read(disputeBody, req, ({ payment, ...opening }) =>
          onCharge(world, payment, 'dispute opened', (charge) => openDispute(stripe, charge, opening)),
        ),
    ],
    ['post', '/stripe/disputes/:id', (req) => stepDispute(world, req)],
    ['post', '/stripe/refunds/:id', (req) => finishRefund(world, req)],
    [
      'post',
      '/stripe/fraud-warnings',
      (req) =>
        read(fraudWarningBody, req, ({ payment, fraudType }) =>
          onCharge(world, payment, 'fraud warning', (charge) => warnOfFraud(stripe, charge, fraudType)),
        ),
    ],
    [
      'post',
      '/stripe/payouts',
      (req) => read(payoutBody, req, (order) => change(world, 'payouts', () => runPayouts(stripe, order))),
    ],
    ['post', '/stripe/payouts/:id', (req) => finishPayout(world, req)],
    ['post', '/stripe/owed-bookings', () => bookOwed(world)],
    [
      'get',
      '/stripe/balance',
      () =>
        jsonReply(
          200,
          stripe.tables.balanceTransactions.all().map((line) => viewBalance(stripe, line)),
        ),
    ],
    ['delete', '/stripe/webhooks/:id', (req) => loseEvent(world, idOf(req))],
  ];
};
