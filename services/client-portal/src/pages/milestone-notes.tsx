import { formatTime, Money, Notice } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import type { PaymentFacts } from '../domain/milestone-money.ts';

const WARN_MS = 48 * 3_600_000;

/** When a hold that still has to be approved is about to end; null while there is time. */
export function endingSoon({ now }: ClientRoom, { money, status }: RoomMilestone): Date | null {
  if (money.kind !== 'secured' || status === 'approved') return null;
  const { captureBefore } = money.payment;
  return captureBefore !== null && captureBefore.getTime() - now.getTime() <= WARN_MS ? captureBefore : null;
}

const EXPOSURE: Readonly<Record<Exclude<PaymentFacts['exposure'], 'none'>, { title: string; sentence: string }>> = {
  inquiry: {
    title: 'Your bank asks about this payment',
    sentence: 'No money has moved because of it. While the question is open we take nothing for this milestone.',
  },
  disputed: {
    title: 'This payment is disputed at your bank',
    sentence: 'Your bank keeps the amount until it has decided. We take nothing for this milestone meanwhile.',
  },
  lost: {
    title: 'Your bank decided the dispute for you',
    sentence: 'The amount went back to you. We do not count this milestone as paid.',
  },
};

/** What the client should know of a milestone's money besides its light: endings, lowered amounts, refunds, disputes. */
export function MilestoneNotes({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const { money, amountMinor, approvalMinor } = milestone;
  const { currency, mode } = room.statement;
  const figure = (minor: number) => <Money amountMinor={minor} currency={currency} mode={mode} />;
  const payment = 'payment' in money ? money.payment : null;
  const ends = endingSoon(room, milestone);
  const exposure = payment === null || payment.exposure === 'none' ? null : EXPOSURE[payment.exposure];
  return (
    <>
      {approvalMinor < amountMinor ? (
        <p class="small">
          Lowered from {figure(amountMinor)}: an approval takes {figure(approvalMinor)} and no more. The contract stays
          as you signed it.
        </p>
      ) : null}
      {payment !== null && payment.refundedMinor > 0 && money.kind !== 'refunded' ? (
        <p class="small">{figure(payment.refundedMinor)} of it went back to you.</p>
      ) : null}
      {ends === null ? null : (
        <Notice tone="amber" title={`This hold ends on ${formatTime(ends)}`}>
          <p class="small">What you have not approved by then is released by your bank. It costs you nothing.</p>
        </Notice>
      )}
      {exposure === null ? null : (
        <Notice tone="amber" title={exposure.title}>
          <p class="small">{exposure.sentence}</p>
        </Notice>
      )}
    </>
  );
}
