import { formatMoney, formatTime } from '@loop/ui';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, figures, paragraph, smallPrint } from './email-parts.ts';

/** What is held or prepaid, for what, and until when it is held; `heldUntil` is null when the amount was taken at once. */
export interface HeldPayment {
  readonly contractTitle: string;
  readonly milestoneTitle: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly heldUntil: Date | null;
  readonly roomUrl: string | null;
}

/** Confirms a hold, and says plainly that nothing was charged yet; or a prepayment, and that it is refundable. */
export function paymentHeldEmail(payment: HeldPayment, frame: EmailFrame): RenderedEmail {
  const { contractTitle, heldUntil, milestoneTitle, roomUrl } = payment;
  const amount = formatMoney(payment.amountMinor, payment.currency);
  const isHold = heldUntil !== null;
  const news = isHold
    ? `${amount} is held on your card for “${milestoneTitle}”. It is not charged: it is taken only after you have approved the work.`
    : `You prepaid ${amount} for “${milestoneTitle}”: it was taken, and it stays refundable until you have approved the work.`;
  const next = 'We start on it now, and tell you when there is something to look at.';
  const lines = [
    { label: milestoneTitle, note: contractTitle, value: amount, isTotal: true },
    ...(isHold ? [{ label: 'Held until', value: formatTime(heldUntil) }] : []),
  ];
  const ending = isHold
    ? 'If the hold runs out before you approve, your bank releases the amount and we ask you again. This is a card hold, not an invoice.'
    : 'If you want it back before you approve, reply to this email. This confirms a prepayment; it is not an invoice.';
  return setEmail(
    {
      subject: isHold ? `${amount} held for ${milestoneTitle}` : `${amount} prepaid for ${milestoneTitle}, refundable`,
      preview: isHold ? 'Held on your card, not charged.' : 'Taken now, refundable until you approve.',
      heading: isHold ? 'Your payment is held' : 'Your prepayment has arrived',
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
