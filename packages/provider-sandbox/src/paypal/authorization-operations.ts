import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { honourMs } from './order-operations.ts';
import { moneyField, readAmount, readBody, wantsRepresentation } from './paypal-body.ts';
import { type Amount, captureLimit } from './paypal-money.ts';
import { paypalReply, unknownResource, unprocessable } from './paypal-reply.ts';
import type { StoredAuthorization, StoredCapture } from './paypal-tables.ts';
import { viewAuthorization, viewCapture } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';
import { takeMoney } from './take-money.ts';

const captureRequest = z.strictObject({
  amount: moneyField.optional(),
  invoice_id: z.string().max(127).optional(),
  final_capture: z.boolean().default(false),
  note_to_payer: z.string().max(255).optional(),
  soft_descriptor: z.string().max(22).optional(),
});

type CaptureRequest = z.output<typeof captureRequest>;

function withAuthorization(
  world: PayPalWorld,
  request: SandboxRequest,
  answer: (held: StoredAuthorization) => Reply,
): Reply {
  const held = world.tables.authorizations.get(request.params['id'] ?? '');
  return held ? answer(held) : unknownResource();
}

/** Why nothing more can be taken from an authorization or renewed in it; undefined when it can. */
function refuseEnded(held: StoredAuthorization): Reply | undefined {
  if (held.isExpired) return unprocessable('AUTHORIZATION_EXPIRED', 'An expired authorization cannot be captured.');
  if (held.status === 'VOIDED') {
    return unprocessable('AUTHORIZATION_VOIDED', 'A voided authorization cannot be captured or reauthorized.');
  }
  if (held.status === 'CAPTURED') {
    return unprocessable('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.');
  }
  return undefined;
}

function refuseCapture(
  world: PayPalWorld,
  held: StoredAuthorization,
  asked: CaptureRequest,
  amount: Amount,
): Reply | undefined {
  const ended = refuseEnded(held);
  if (ended) return ended;
  if (held.capturedMinor + amount.amountMinor > captureLimit(held)) {
    return unprocessable('MAX_CAPTURE_AMOUNT_EXCEEDED', 'Capture amount exceeds allowable limit.');
  }
  const isInvoiceTaken = world.tables.captures.all().some(({ invoiceId }) => invoiceId === asked.invoice_id);
  if (asked.invoice_id !== undefined && isInvoiceTaken) {
    return unprocessable('DUPLICATE_INVOICE_ID', 'Requested invoice number has been previously captured.');
  }
  const isPoor = world.settings().isPayerPoorAfterHonour && world.clock.nowMs() > held.honourUntilMs;
  return isPoor ? unprocessable('PAYER_CANNOT_PAY', 'Payer cannot pay for this transaction.') : undefined;
}

function capture(world: PayPalWorld, request: SandboxRequest, held: StoredAuthorization): Reply {
  const body = readBody(captureRequest, request);
  if ('refusal' in body) return body.refusal;
  const asked = body.value;
  const whole = { amountMinor: held.amountMinor - held.capturedMinor, currency: held.currency };
  const amount =
    asked.amount === undefined
      ? { value: whole }
      : readAmount(asked.amount, held.currency, 'AUTH_CAPTURE_CURRENCY_MISMATCH');
  if ('refusal' in amount) return amount.refusal;
  const refusal = refuseCapture(world, held, asked, amount.value);
  if (refusal) return refusal;
  const capturedMinor = held.capturedMinor + amount.value.amountMinor;
  const isOver = asked.final_capture || capturedMinor >= held.amountMinor;
  world.tables.authorizations.put(held.id, {
    ...held,
    capturedMinor,
    status: isOver ? 'CAPTURED' : 'PARTIALLY_CAPTURED',
    updatedMs: world.clock.nowMs(),
  });
  const { orderId, customId, invoiceId, id: authorizationId } = held;
  const own = asked.invoice_id ?? invoiceId;
  const key = request.headers['paypal-request-id'];
  const taking = { ...amount.value, orderId, customId, invoiceId: own, authorizationId, isFinal: asked.final_capture };
  return answerCapture(world, request, takeMoney(world, taking, typeof key === 'string' ? key : null));
}

function answerCapture(world: PayPalWorld, request: SandboxRequest, taken: StoredCapture): Reply {
  const view = viewCapture(world, taken);
  if (wantsRepresentation(request)) return paypalReply(201, view, { capture: taken.id });
  const { links } = view as { links: unknown };
  return paypalReply(201, { id: taken.id, status: taken.status, links }, { capture: taken.id });
}

function voidHold(world: PayPalWorld, request: SandboxRequest, held: StoredAuthorization): Reply {
  if (held.status === 'CAPTURED') {
    return unprocessable(
      'PREVIOUSLY_CAPTURED',
      'Authorization has been previously captured and hence cannot be voided.',
    );
  }
  if (held.status === 'VOIDED') {
    return unprocessable(
      'PREVIOUSLY_VOIDED',
      'Authorization has been previously voided and hence cannot be voided again.',
    );
  }
  const ended = endHold(world, held, 'canceled');
  return wantsRepresentation(request)
    ? paypalReply(200, viewAuthorization(world, ended), { authorization: held.id })
    : { status: 204, body: '', note: { authorization: held.id } };
}

/** Ends a hold without money, by the caller's wish or by time. */
export function endHold(
  world: PayPalWorld,
  held: StoredAuthorization,
  cause: 'canceled' | 'hold_expired',
): StoredAuthorization {
  const isExpired = cause === 'hold_expired';
  const ended: StoredAuthorization = { ...held, status: 'VOIDED', isExpired, updatedMs: world.clock.nowMs() };
  world.tables.authorizations.put(held.id, ended);
  world.fact('payment.canceled', held.customId, { paymentIntent: held.orderId, authorization: held.id, cause });
  if (isExpired) world.fact('hold.expired', held.customId, { paymentIntent: held.orderId, authorization: held.id });
  world.emit('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', viewAuthorization(world, ended), held.id);
  return ended;
}

/** Why an authorization cannot be renewed: only once, from the fourth to the 29th day. */
function refuseRenewal(world: PayPalWorld, held: StoredAuthorization, amount: Amount): Reply | undefined {
  const ended = refuseEnded(held);
  if (ended) return ended;
  const isEarly = world.clock.nowMs() <= held.honourUntilMs;
  if (isEarly || held.renews !== null || held.status !== 'CREATED') {
    return unprocessable('REAUTHORIZATION_NOT_SUPPORTED', 'A reauthorize cannot be attempted on an authorization now.');
  }
  return amount.amountMinor > captureLimit(held)
    ? unprocessable('TRANSACTION_REFUSED', 'The amount exceeds what can be reauthorized.')
    : undefined;
}

function reauthorize(world: PayPalWorld, request: SandboxRequest, held: StoredAuthorization): Reply {
  const body = readBody(z.strictObject({ amount: moneyField.optional() }), request);
  if ('refusal' in body) return body.refusal;
  const asked = body.value.amount;
  const amount =
    asked === undefined
      ? { value: { amountMinor: held.amountMinor, currency: held.currency } }
      : readAmount(asked, held.currency, 'AUTH_CURRENCY_MISMATCH');
  if ('refusal' in amount) return amount.refusal;
  const refusal = refuseRenewal(world, held, amount.value);
  if (refusal) return refusal;
  const now = world.clock.nowMs();
  const stamps = { createdMs: now, updatedMs: now, honourUntilMs: now + honourMs };
  const renewed: StoredAuthorization = { ...held, ...amount.value, ...stamps, id: paypalId(), renews: held.id };
  world.tables.authorizations.put(held.id, { ...held, status: 'VOIDED', updatedMs: now });
  world.tables.authorizations.put(renewed.id, renewed);
  world.fact('payment.reauthorized', held.customId, {
    paymentIntent: held.orderId,
    authorization: renewed.id,
    renews: held.id,
  });
  world.emit('PAYMENT.AUTHORIZATION.CREATED', 'authorization', viewAuthorization(world, renewed), renewed.id);
  return paypalReply(201, viewAuthorization(world, renewed), { authorization: renewed.id });
}

/** Payments v2, authorizations. https://developer.paypal.com/docs/api/payments/v2/ */
export function authorizationOperations(world: PayPalWorld): Operation[] {
  const path = '/v2/payments/authorizations/:id';
  const on =
    (answer: (world: PayPalWorld, request: SandboxRequest, held: StoredAuthorization) => Reply) =>
    (request: SandboxRequest): Reply =>
      withAuthorization(world, request, (held) => answer(world, request, held));
  return [
    {
      name: 'authorizations.get',
      method: 'get',
      path,
      handle: on((_world, _request, held) => paypalReply(200, viewAuthorization(world, held))),
    },
    { name: 'authorizations.capture', method: 'post', path: `${path}/capture`, handle: on(capture) },
    { name: 'authorizations.void', method: 'post', path: `${path}/void`, handle: on(voidHold) },
    { name: 'authorizations.reauthorize', method: 'post', path: `${path}/reauthorize`, handle: on(reauthorize) },
  ];
}
