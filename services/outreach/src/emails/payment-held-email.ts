import { formatMoney, formatTime } from '@loop/ui';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, figures, paragraph, smallPrint } from './email-parts.ts';

/**
 * What is held, for what, and until when. `heldUntil` is null when the amount was captured at once, or the provider names no end of
 * the hold: then neither is claimed.
 */
export interface HeldPayment {
  readonly contractTitle: string;
  readonly milestoneTitle: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly heldUntil: Date | null;
  readonly roomUrl: string | null;
}

/** A receipt for a hold: it says plainly that nothing was charged yet. */
export function paymentHeldEmail(payment: HeldPayment, frame: EmailFrame): RenderedEmail {
  const { contractTitle, heldUntil, milestoneTitle, roomUrl } = payment;
  const amount = formatMoney(payment.amountMinor, payment.currency);
  const isHold = heldUntil !== null;
  const news = isHold
    ? `${amount} is held on your card for “${milestoneTitle}”. It is not charged: it is taken only after you have approved the work.`
    : `${amount} is secured for “${milestoneTitle}”, as the payment provider confirms. It stays yours until you have approved the work.`;
  const next = 'We start on it now, and tell you when there is something to look at.';
  const lines = [
    { label: milestoneTitle, note: contractTitle, value: amount, isTotal: true },
    ...(isHold ? [{ label: 'Held until', value: formatTime(heldUntil) }] : []),
  ];
  const ending = isHold
    ? 'If the hold runs out before you approve, your bank releases the amount and we ask you again. This is a card hold, not an invoice.'
    : 'This confirms your payment; it is not an invoice.';
  return setEmail(
    {
      subject: isHold ? `${amount} held for ${milestoneTitle}` : `${amount} secured for ${milestoneTitle}`,
      preview: isHold ? 'Held on your card, not charged.' : 'Secured, and yours until you approve.',
      heading: isHold ? 'Your payment is held' : 'Your payment is secured',
      html: [
        paragraph(news),
        figures(lines),
        paragraph(next),
        ...(roomUrl === null ? [] : [button('Open your client room', roomUrl)]),
        smallPrint(ending),
      ],
      text: [
        news,
        '',
        ...lines.map(({ label, value }) => `${label}: ${value}`),
        '',
        next,
        ...(roomUrl === null ? [] : ['', roomUrl]),
        '',
        ending,
      ],
    },
    frame,
  );
}
