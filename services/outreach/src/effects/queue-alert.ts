import type { Decision } from '@loop/runtime';
import type { OperatorAlert } from '../domain/operator-alert.ts';
import type { PostOffice } from './mailing.ts';

/** Has an alert mailed to the operator, once; where no address is set it stands in payments' own records alone. */
export async function queueAlert(decision: Decision, office: PostOffice, alert: OperatorAlert): Promise<void> {
  if (office.mailing.operatorEmail === undefined) return;
  await decision.act(office.sendAlert, alert, { key: alert.alertId });
}
