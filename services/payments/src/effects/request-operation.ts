import { type Decision, type Effect, idFrom } from '@loop/runtime';
import type { z } from 'zod';
import type { Payment } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { addOperation, nextOrdinal } from '../store/operations.ts';
import type { OperationsTable } from '../store/tables.ts';
import type { MoneyOrder } from './money-effects.ts';
import { paramsSha256 } from './params-sha256.ts';

/** An outward act as it is decided. */
export interface OperationWish<S extends z.ZodType<MoneyOrder>> {
  readonly kind: OperationsTable['kind'];
  readonly rail: RailName;
  readonly effect: Effect<S>;
  readonly amountMinor: number;
  /** What the effect needs beyond whose money it is. */
  readonly rest: Omit<z.input<S>, keyof MoneyOrder>;
  /** The approval a capture is for. */
  readonly approvalId?: string | null;
  readonly dueAt?: Date;
}

/** An operation that was written, and the effect that will perform it. */
export interface RequestedOperation {
  readonly operationId: string;
  readonly effectId: string;
}

/**
 * Writes the next operation of a kind with its key and the fingerprint of what it asks for, and schedules its effect, all in
 * the deciding transaction: before the provider hears of it. The payment must be locked and no other of the kind be live.
 */
export async function requestOperation<S extends z.ZodType<MoneyOrder>>(
  decision: Decision,
  { contractId, currency, milestoneId }: Payment,
  wish: OperationWish<S>,
): Promise<RequestedOperation> {
  const { amountMinor, effect, kind, rail } = wish;
  const ordinal = await nextOrdinal(decision.tx, milestoneId, kind);
  const operationId = idFrom('payments.operation', decision.tenantId, milestoneId, kind, ordinal);
  const order: MoneyOrder = { contractId, milestoneId, operationId, amountMinor, currency };
  const intent = { ...wish.rest, ...order } as unknown as z.input<S>;
  const when = wish.dueAt === undefined ? {} : { dueAt: wish.dueAt };
  const effectId = await decision.act(effect, intent, { key: operationId, ...when });
  await addOperation(decision.tx, {
    operationId,
    milestoneId,
    kind,
    ordinal,
    effectId,
    idempotencyKey: `op:${operationId}`,
    paramsSha256: paramsSha256({ ...wish.rest, ...order }),
    amountMinor,
    currency,
    rail,
    approvalId: wish.approvalId ?? null,
    createdAt: decision.now,
  });
  return { operationId, effectId };
}
