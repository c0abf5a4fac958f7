import { operatorAlerted } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import type { MoneyFact } from '../domain/money-fact.ts';
import type { Mode, Payment } from '../domain/payment.ts';
import { addAlert } from '../store/alerts.ts';
import type { FactContext } from './fact-context.ts';

/** Something about money that a person has to look at. `cause` tells one occurrence of a code from the next. */
export interface Alert {
  readonly severity: 'warning' | 'critical';
  readonly code: string;
  /** A sentence without personal data. */
  readonly summary: string;
  readonly cause: string;
  readonly mode: Mode;
  readonly milestoneId: string | null;
  readonly contractId: string | null;
}

/** What of a decision an alert is made with; a set-based handler makes it for one of its events. */
export type AlertingDecision = Pick<Decision, 'correlationId' | 'emit' | 'now' | 'tenantId' | 'tx'>;

/** Tells the operator, in the deciding transaction, once a cause however often it is met; the alert is kept for good. */
export async function alertOperator(
  decision: AlertingDecision,
  alert: Alert,
  correlationId = decision.correlationId,
): Promise<void> {
  const { cause, ...told } = alert;
  const alertId = idFrom('payments.alert', decision.tenantId, alert.code, cause);
  if (!(await addAlert(decision.tx, { ...told, alertId, alertedAt: decision.now }))) return;
  decision.emit(operatorAlerted, { ...told, alertId, alertedAt: decision.now.toISOString() }, { correlationId });
}

/** Tells the operator of a fact that needs a person: a hold that ends, a bank that asks, a refund that failed. */
export async function alertOfFact(
  decision: Decision,
  { correlationId, payment, providerRef }: FactContext,
  fact: MoneyFact,
): Promise<void> {
  const trouble = troubleIn(fact, payment);
  if (trouble === undefined) return;
  const { contractId, milestoneId, mode, revision } = payment;
  const alert = { ...trouble, cause: `${providerRef} ${revision}`, mode, milestoneId, contractId };
  await alertOperator(decision, alert, correlationId);
}

function troubleIn(fact: MoneyFact, payment: Payment): Pick<Alert, 'severity' | 'code' | 'summary'> | undefined {
  const amount = `${payment.amountMinor} ${payment.currency} (minor units)`;
  switch (fact.fact) {
    case 'funding_expiring': {
      const summary = `The hold of ${amount} ends in less than ${fact.hoursLeft} h; nothing can be captured after that.`;
      return { severity: 'warning', code: 'hold_expiring', summary };
    }
    case 'exposed': {
      if (fact.exposure === 'none') return undefined;
      const until = fact.respondBy === null ? '' : ` Respond by ${fact.respondBy.toISOString()}.`;
      const summary = `The bank questions ${amount}: ${fact.exposure}, ${fact.reason}.${until}`;
      return { severity: fact.exposure === 'inquiry' ? 'warning' : 'critical', code: 'payment_exposed', summary };
    }
    case 'refund_failed': {
      const summary = `A refund of ${fact.refund.amountMinor} ${payment.currency} (minor units) did not arrive: ${fact.refund.reason}.`;
      return { severity: 'critical', code: 'refund_failed', summary };
    }
    default:
      return undefined;
  }
}
