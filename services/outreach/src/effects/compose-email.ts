import { dealLink, signInCode } from '@loop/contracts';
import type { Answer, EffectContext, Outcome } from '@loop/runtime';
import type { ContractDraft } from '../domain/contract-draft.ts';
import { MESSAGE_KINDS } from '../domain/message-kind.ts';
import { contractCompletedEmail } from '../emails/contract-completed-email.ts';
import { deliveryReadyEmail } from '../emails/delivery-ready-email.ts';
import type { EmailFrame, RenderedEmail } from '../emails/email-layout.ts';
import { moneyNewsEmail } from '../emails/money-news-email.ts';
import { paymentHeldEmail } from '../emails/payment-held-email.ts';
import { proposalEmail } from '../emails/proposal-email.ts';
import { signInCodeEmail } from '../emails/sign-in-code-email.ts';
import type { EmailIntent } from './email-intent.ts';
import type { Mailing } from './mailing.ts';

/** A message ready to be sent, or the outcome of an attempt that ends before the provider is called. */
export type Composed = { readonly email: RenderedEmail; readonly unsubscribeUrl?: string | undefined } | Outcome;

/** Why a person gets a message, as its footer says it. */
const BECAUSE: Readonly<Record<EmailIntent['template'], string>> = {
  proposal: 'You get this because you asked in public for this kind of work and published this address.',
  sign_in_code: 'You get this because somebody who has the link to your contract asked for a code.',
  delivery_ready: 'You get this because it is about your contract with us.',
  payment_held: 'You get this because you paid for a milestone of your contract with us.',
  money_news: 'You get this because it is about the money of your contract with us.',
  contract_completed: 'You get this because it is about your contract with us.',
};

/**
 * Writes a message just before it is sent: asks the portal for the link or the code, which are kept nowhere else, and
 * renders. When the portal does not answer nothing was sent, and the message is tried again.
 */
export async function composeEmail(
  context: EffectContext<EmailIntent>,
  mailing: Mailing,
  draft: ContractDraft,
): Promise<Composed> {
  const { intent, now, tenantId } = context;
  const isRequested = MESSAGE_KINDS[intent.template].messageClass === 'requested';
  const unsubscribeUrl = isRequested ? undefined : mailing.unsubscribeUrl(tenantId, intent.messageId);
  const { mode } = mailing.rules;
  const frame: EmailFrame = { sender: mailing.sender, mode, because: BECAUSE[intent.template], unsubscribeUrl };
  if (intent.template === 'sign_in_code') {
    const expiresAt = new Date(intent.expiresAt);
    if (expiresAt <= now) return { outcome: 'refused', reason: 'expired' };
    const asked = { tenantId, codeRequestId: intent.codeRequestId };
    const code = await answered(context.request(signInCode, asked));
    if ('outcome' in code) return code;
    return { email: signInCodeEmail(code.ok.code, intent.codePurpose, expiresAt, frame) };
  }
  if (isPast(intent, now)) return { outcome: 'refused', reason: 'expired' };
  const { contractId, presentationId } = intent;
  const link = await answered(context.request(dealLink, { tenantId, contractId, presentationId }));
  if (intent.template === 'proposal') {
    return 'ok' in link ? { email: proposalEmail(draft, link.ok.url, frame), unsubscribeUrl } : link;
  }
  // A notice still says its news when there is no link to give any more.
  if ('outcome' in link && link.outcome !== 'refused') return link;
  return { email: notice(intent, draft, 'ok' in link ? link.ok.url : null, frame), unsubscribeUrl };
}

/** A warning of something that has happened by now warns of nothing. */
function isPast(intent: EmailIntent, now: Date): boolean {
  if (intent.template !== 'money_news' || intent.news.kind !== 'hold_ending') return false;
  return new Date(intent.news.captureBefore) <= now;
}

async function answered<T>(request: Promise<Answer<T>>): Promise<{ readonly ok: T } | Outcome> {
  try {
    const answer = await request;
    return 'ok' in answer ? answer : { outcome: 'refused', reason: answer.refused };
  } catch {
    return { outcome: 'not_sent', reason: 'portal_unreachable' };
  }
}

type NoticeIntent = Exclude<EmailIntent, { template: 'sign_in_code' | 'proposal' }>;

function notice(intent: NoticeIntent, draft: ContractDraft, url: string | null, frame: EmailFrame): RenderedEmail {
  const milestoneTitle = (milestoneId: string): string =>
    draft.milestones.find((milestone) => milestone.milestoneId === milestoneId)?.title ?? draft.title;
  switch (intent.template) {
    case 'delivery_ready':
      return deliveryReadyEmail(
        { title: intent.title, contractTitle: draft.title, isOnCard: intent.isOnCard, roomUrl: url },
        frame,
      );
    case 'payment_held': {
      const payment = {
        contractTitle: draft.title,
        milestoneTitle: milestoneTitle(intent.milestoneId),
        amountMinor: intent.amountMinor,
        currency: intent.currency,
        heldUntil: intent.heldUntil === null ? null : new Date(intent.heldUntil),
        roomUrl: url,
      };
      return paymentHeldEmail(payment, frame);
    }
    case 'money_news': {
      const { amountMinor, currency, news } = intent;
      const about = { contractTitle: draft.title, milestoneTitle: milestoneTitle(intent.milestoneId) };
      return moneyNewsEmail(news, { ...about, amountMinor, currency, roomUrl: url }, frame);
    }
    case 'contract_completed':
      return contractCompletedEmail(draft, url, frame);
  }
}
