import type { PayloadOf, paymentNotified } from '@loop/contracts';
import { idFrom } from '@loop/runtime';
import { quarantine } from '../store/readings.ts';
import { type AlertingDecision, alertOperator } from './alert-operator.ts';

/** Puts a notice of a type we do not know aside for a person, and says so: nothing moves by it, and it is not lost. */
export async function alertUnknownNotice(
  decision: AlertingDecision,
  { eventType, mode, objectId, objectType, occurredAt, provider, providerEventId }: PayloadOf<typeof paymentNotified>,
): Promise<void> {
  await quarantine(decision.tx, {
    quarantineId: idFrom('payments.quarantine', decision.tenantId, 'unknown_event_type', providerEventId),
    reason: 'unknown_event_type',
    milestoneId: null,
    objectType,
    objectRef: objectId,
    providerEventId,
    amountMinor: null,
    currency: null,
    readAt: new Date(occurredAt),
  });
  await alertOperator(decision, {
    severity: 'warning',
    code: 'unknown_event_type',
    summary: `${provider} sent an event of a type that is not known here: ${eventType} about ${objectType} ${objectId}.`,
    cause: `${provider} ${eventType}`,
    mode,
    milestoneId: null,
    contractId: null,
  });
}
