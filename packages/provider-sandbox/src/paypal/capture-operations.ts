import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { moneyField, readAmount, readBody, wantsRepresentation } from './paypal-body.ts';
import { paypalReply, unknownResource, unprocessable } from './paypal-reply.ts';
import type { StoredCapture, StoredRefund } from './paypal-tables.ts';
import { viewCapture, viewRefund } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';

const refundRequest = z.strictObject({
  amount: moneyField.optional(),
  custom_id: z.string().min(1).max(127).optional(),
  invoice_id: z.string().min(1).max(127).optional(),
  note_to_payer: z.string().min(1).max(255).optional(),
});

/** Why nothing can be given back of a capture, whatever the amount. */
function refuseRefund(world: PayPalWorld, capture: StoredCapture): Reply | undefined {
  if (capture.status === 'PENDING') return unprocessable('PENDING_CAPTURE', 'Cannot initiate a refund: it is pending.');
  if (capture.status === 'DECLINED') return unprocessable('REFUND_NOT_ALLOWED', 'The capture was declined.');
  const isDisputed = world.tables.disputes
    .all()
    .some(
      (dispute) => dispute.captureId === capture.id && dispute.status !== 'RESOLVED' && dispute.stage !== 'INQUIRY',
    );
  if (isDisputed) return unprocessable('REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK', 'A chargeback is open.');
  return capture.refundedMinor >= capture.amountMinor
    ? unprocessable('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded.')
    : undefined;
}

function refund(world: PayPalWorld, request: SandboxRequest, capture: StoredCapture): Reply {
  const body = readBody(refundRequest, request);
  if ('refusal' in body) return body.refusal;
  const asked = body.value;
  const refusal = refuseRefund(world, capture);
  if (refusal) return refusal;
  const left = { amountMinor: capture.amountMinor - capture.refundedMinor, currency: capture.currency };
  const amount =
    asked.amount === undefined
      ? { value: left }
      : readAmount(asked.amount, capture.currency, 'REFUND_CAPTURE_CURRENCY_MISMATCH');
  if ('refusal' in amount) return amount.refusal;
  if (amount.value.amountMinor > left.amountMinor) {
    return unprocessable('REFUND_AMOUNT_EXCEEDED', 'The refund amount must be less than or equal to what is left.');
  }
  const isInvoiceTaken = world.tables.refunds.all().some(({ invoiceId }) => invoiceId === asked.invoice_id);
  if (asked.invoice_id !== undefined && isInvoiceTaken) {
    return unprocessable('DUPLICATE_INVOICE_ID', 'Requested invoice number has been previously refunded.');
  }
  const now = world.clock.nowMs();
  const given: StoredRefund = {
    ...amount.value,
    id: paypalId(),
    createdMs: now,
    updatedMs: now,
    captureId: capture.id,
    customId: asked.custom_id ?? null,
    invoiceId: asked.invoice_id ?? null,
    status: world.settings().doRefundsPend ? 'PENDING' : 'COMPLETED',
    note: asked.note_to_payer ?? null,
  };
  world.tables.refunds.put(given.id, given);
  countRefund(world, capture, given.amountMinor);
  const key = request.headers['paypal-request-id'];
  if (given.status === 'COMPLETED') bookRefund(world, given, typeof key === 'string' ? key : null);
  else world.emit('PAYMENT.REFUND.PENDING', 'refund', viewRefund(world, given), given.id);
  return answerRefund(world, request, given);
}

function answerRefund(world: PayPalWorld, request: SandboxRequest, given: StoredRefund): Reply {
  const view = viewRefund(world, given);
  if (wantsRepresentation(request)) return paypalReply(201, view, { refund: given.id });
  const { links } = view as { links: unknown };
  return paypalReply(201, { id: given.id, status: given.status, links }, { refund: given.id });
}

/** Moves what counts as given back of a capture; a failed refund counts it down again. */
export function countRefund(world: PayPalWorld, capture: StoredCapture, amountMinor: number): void {
  const refundedMinor = capture.refundedMinor + amountMinor;
  const part = refundedMinor === 0 ? 'COMPLETED' : 'PARTIALLY_REFUNDED';
  world.tables.captures.put(capture.id, {
    ...capture,
    refundedMinor,
    status: refundedMinor >= capture.amountMinor ? 'REFUNDED' : part,
    updatedMs: world.clock.nowMs(),
  });
}

/** Books a refund that is complete. */
export function bookRefund(world: PayPalWorld, given: StoredRefund, requestId: string | null): void {
  const { amountMinor, captureId, currency, customId, id, invoiceId } = given;
  const line = { id, code: 'T1107', about: captureId, amountMinor: -amountMinor, feeMinor: 0, currency };
  world.tables.transactions.put(id, { ...line, customId, invoiceId, atMs: world.clock.nowMs() });
  const capture = world.tables.captures.get(captureId);
  world.fact('payment.refunded', customId ?? capture?.customId ?? null, {
    refund: id,
    charge: captureId,
    paymentIntent: capture?.orderId ?? null,
    amount: amountMinor,
    currency: currency.toLowerCase(),
    idempotencyKey: requestId,
  });
  world.emit('PAYMENT.CAPTURE.REFUNDED', 'refund', viewRefund(world, given), id);
}

/** Payments v2: captures and refunds. */
export const captureOperations = (world: PayPalWorld): Operation[] => [
  {
    name: 'captures.get',
    method: 'get',
    path: '/v2/payments/captures/:id',
    handle: ({ params }) => {
      const capture = world.tables.captures.get(params['id'] ?? '');
      return capture ? paypalReply(200, viewCapture(world, capture)) : unknownResource();
    },
  },
  {
    name: 'captures.refund',
    method: 'post',
    path: '/v2/payments/captures/:id/refund',
    handle: (request) => {
      const capture = world.tables.captures.get(request.params['id'] ?? '');
      return capture ? refund(world, request, capture) : unknownResource();
    },
  },
  {
    name: 'refunds.get',
    method: 'get',
    path: '/v2/payments/refunds/:id',
    handle: ({ params }) => {
      const given = world.tables.refunds.get(params['id'] ?? '');
      return given ? paypalReply(200, viewRefund(world, given)) : unknownResource();
    },
  },
];
