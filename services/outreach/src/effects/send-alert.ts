import { messageFailed, messageSent } from '@loop/contracts';
import { type Decision, defineEffect, type FinalOutcome, type Outcome } from '@loop/runtime';
import { maySend } from '../domain/may-send.ts';
import { type OperatorAlert, operatorAlert } from '../domain/operator-alert.ts';
import { operatorAlertEmail } from '../emails/operator-alert-email.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import type { EmailSender } from '../providers/email-sender.ts';
import { findSuppression } from '../store/suppressions.ts';
import type { Mailing, PostOffice } from './mailing.ts';

const BECAUSE = 'You get this because your address is set as LOOP_OPERATOR_EMAIL.';

/** Mails one alert to the operator, at most once, by the same rules as any notice. It stands in payments' records as well. */
export function sendAlertEffect(sender: EmailSender, mailing: Mailing): PostOffice['sendAlert'] {
  return defineEffect({
    name: 'send_alert',
    provider: sender.name,
    intent: operatorAlert,
    async perform(context): Promise<Outcome> {
      const { correlationId, effectId, intent, tenantId } = context;
      const address = mailing.operatorEmail;
      if (address === undefined) return { outcome: 'refused', reason: 'no_operator_email' };
      const suppression = await context.read((tx) => findSuppression(tx, identitySha256('email', address)));
      const wish = { messageClass: 'notice', contractMode: intent.mode, address, suppression, approved: true } as const;
      const permission = maySend(mailing.rules, wish);
      if (permission.allowed === 'no') {
        return { outcome: 'refused', reason: permission.reason, detail: permission.detail };
      }
      const frame = { sender: mailing.sender, mode: mailing.rules.mode, because: BECAUSE };
      return sender.send({
        ...operatorAlertEmail(intent, frame),
        from: { name: mailing.sender.name, email: mailing.sender.email },
        to: address,
        tags: {
          effect_id: effectId,
          message_id: intent.alertId,
          tenant_id: tenantId,
          correlation_id: correlationId,
        },
      });
    },
    settle: async (decision, { effectId, intent, outcome }) => told(decision, mailing, effectId, intent, outcome),
  });
}

function told(
  decision: Decision,
  mailing: Mailing,
  effectId: string,
  { alertId, contractId, mode }: OperatorAlert,
  outcome: FinalOutcome,
): void {
  const at = decision.now.toISOString();
  const about = { messageId: alertId, effectId, purpose: 'operator_alert', channel: 'email', contactId: null } as const;
  const rest = { ...about, provider: mailing.provider, contractId, mode };
  if (outcome.outcome === 'done') {
    const id = outcome.result['providerMessageId'];
    const to = { kind: 'email' as const, value: mailing.operatorEmail ?? 'unset' };
    decision.emit(messageSent, { ...rest, providerMessageId: typeof id === 'string' ? id : null, to, sentAt: at });
    return;
  }
  const said = outcome.outcome === 'refused' ? outcome.detail : undefined;
  const detail = said ?? 'The alert did not surely reach the operator; payments keeps it.';
  decision.emit(messageFailed, { ...rest, outcome: outcome.outcome, reason: outcome.reason, detail, failedAt: at });
}
