import { formatMoney, formatTime } from '@loop/ui';
import type { MoneyNews } from '../domain/money-news.ts';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, paragraph, smallPrint } from './email-parts.ts';

/** What the news is about. `amountMinor` is the news' own: what ends, went back, or is taken from now on. */
export interface NewsAbout {
  readonly contractTitle: string;
  readonly milestoneTitle: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly roomUrl: string | null;
}

interface Words {
  readonly subject: string;
  readonly heading: string;
  readonly news: string;
  readonly next: string;
  readonly button: string;
}

/** News of a milestone's money. Says what was taken, held or returned, and never more than the provider confirmed. */
export function moneyNewsEmail(news: MoneyNews, about: NewsAbout, frame: EmailFrame): RenderedEmail {
  const words = wordsFor(news, about);
  const { roomUrl } = about;
  const contract = `This is about “${about.milestoneTitle}” of “${about.contractTitle}”.`;
  return setEmail(
    {
      subject: words.subject,
      preview: words.news,
      heading: words.heading,
      html: [
        paragraph(words.news),
        paragraph(words.next),
        ...(roomUrl === null ? [] : [button(words.button, roomUrl)]),
        smallPrint(contract),
      ],
      text: [words.news, '', words.next, ...(roomUrl === null ? [] : ['', roomUrl]), '', contract],
    },
    frame,
  );
}

function wordsFor(news: MoneyNews, about: NewsAbout): Words {
  const amount = formatMoney(about.amountMinor, about.currency);
  switch (news.kind) {
    case 'card_saved':
      return cardSaved(amount, about);
    case 'hold_ending':
      return holdEnding(amount, about, new Date(news.captureBefore));
    case 'needs_client':
      return needsClient(amount, about, news.reason);
    case 'amount_reduced':
      return amountReduced(amount, about, formatMoney(news.contractMinor, about.currency));
    case 'refunded':
      return {
        subject: `${amount} returned to you`,
        heading: 'Money is on its way back to you',
        news: `We returned ${amount} to you, the way you paid it.`,
        next: 'Banks take a few days to show it. If it does not arrive, we hear of it and tell you.',
        button: 'Open your client room',
      };
    case 'refund_failed':
      return {
        subject: `Your refund of ${amount} did not arrive`,
        heading: 'A refund did not reach you',
        news: `Your bank did not accept the ${amount} we returned to you, and sent it back to us. You are still owed it.`,
        next: 'Reply to this email and tell us how it can reach you.',
        button: 'Open your client room',
      };
  }
}

function cardSaved(amount: string, { milestoneTitle }: NewsAbout): Words {
  return {
    subject: `Card saved for ${milestoneTitle}`,
    heading: 'Your card is saved, and nothing is set aside',
    news: `Your card is saved for “${milestoneTitle}”. Nothing was taken and nothing is held: the ${amount} are not secured yet.`,
    next: 'We start on the work now. When we deliver, we ask you to set the amount aside; if you do not, we hold it on this card a day later or when you approve. Only your approval takes it.',
    button: 'Open your client room',
  };
}

function holdEnding(amount: string, { milestoneTitle }: NewsAbout, ends: Date): Words {
  return {
    subject: `The hold for ${milestoneTitle} ends on ${formatTime(ends)}`,
    heading: 'A hold is about to end',
    news: `The ${amount} held for “${milestoneTitle}” are released by your bank on ${formatTime(ends)}, unless you have approved the work by then.`,
    next: 'If it is delivered and you are happy with it, approve it before. If not, you need not do anything: the hold lapses, costs you nothing, and we ask you again.',
    button: 'Look at the milestone',
  };
}

function needsClient(amount: string, { milestoneTitle }: NewsAbout, reason: string): Words {
  if (reason === 'hold_too_short') {
    return {
      subject: `Please choose another way to fund ${milestoneTitle}`,
      heading: 'The hold would end too early',
      news: `Your bank keeps the hold of ${amount} for too short a time to do “${milestoneTitle}” and let you look at it. We gave it back at once. Nothing was taken.`,
      next: 'Open your room and choose another way: prepay it, refundable until you approve, or save a card.',
      button: 'Choose another way',
    };
  }
  const why =
    reason === 'authentication_required'
      ? 'Your bank wants you to confirm the payment yourself.'
      : 'Your bank refused the saved card.';
  return {
    subject: `Your payment for ${milestoneTitle} needs you`,
    heading: 'Your bank wants to hear from you',
    news: `We tried to set aside ${amount} for “${milestoneTitle}” on your saved card. ${why} Nothing was taken.`,
    next: 'Open your room and make the payment there; it takes a minute.',
    button: 'Go to the payment',
  };
}

function amountReduced(amount: string, { milestoneTitle }: NewsAbout, before: string): Words {
  return {
    subject: `${milestoneTitle} now costs you ${amount}`,
    heading: 'You pay less than was agreed',
    news: `We lowered what your approval of “${milestoneTitle}” takes from ${before} to ${amount}. It cannot be raised again.`,
    next: 'The contract stays as you signed it, and the rest of the amount is not taken, or goes back to you.',
    button: 'Open your client room',
  };
}
