import { Card, Facts, formatDay, formatTime, Light, LinkButton, Money } from '@loop/ui';
import type { VNode } from 'preact';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import type { PaymentFacts } from '../domain/milestone-money.ts';
import { milestoneWords } from './milestone-words.ts';
import { PortalPage } from './portal-page.tsx';

const HELD = 'This is not a receipt: the amount is set aside and has not been taken.';
const PREPAID = 'The amount was taken. Until you approve the delivery it is refundable, and not yet ours.';

/** A receipt for a released milestone, or the confirmation of a hold or prepayment: three different things, and it says which. */
export function receiptPage(room: ClientRoom, milestone: RoomMilestone, payment: PaymentFacts): VNode {
  const { statement } = room;
  const released = milestone.money.kind === 'released' || milestone.money.kind === 'refunded';
  const words = milestoneWords(milestone);
  const prepaid = milestone.money.kind === 'prepaid';
  const confirmed = prepaid ? 'Confirmation of a prepayment' : 'Confirmation of a card hold';
  const title = released ? 'Receipt' : confirmed;
  const amountMinor = milestone.money.kind === 'released' ? milestone.money.earnedMinor : milestone.amountMinor;
  return (
    <PortalPage title={title} mode={statement.mode} context={`Contract ${statement.contractId.slice(0, 8)}`} narrow>
      <Card accent>
        <h1>{title}</h1>
        <p class="figure">
          <Money amountMinor={amountMinor} currency={statement.currency} mode={statement.mode} />
        </p>
        <Light colour={words.colour} label={words.label} />
        <Facts
          facts={[
            { label: 'For', value: `Milestone ${milestone.position}: ${milestone.title}` },
            { label: 'Statement', value: `${statement.title}, version ${statement.version}` },
            ...moments(payment, released, prepaid),
            { label: 'Reference at the provider', value: <code>{payment.providerRef}</code> },
          ]}
        />
        {released ? null : <p class="small">{prepaid ? PREPAID : HELD}</p>}
        {statement.mode === 'live' ? null : <p class="small">No money moved: this is {statement.mode} money.</p>}
        <LinkButton href={`/client-room/${statement.contractId}`} action="back">
          Back to your room
        </LinkButton>
      </Card>
    </PortalPage>
  );
}

function moments(payment: PaymentFacts, released: boolean, prepaid: boolean) {
  const at = (label: string, when: Date | null, show: (date: Date) => string) =>
    when === null ? [] : [{ label, value: show(when) }];
  return [
    ...at(prepaid || payment.captureBefore === null ? 'Prepaid' : 'Set aside', payment.fundedAt, formatTime),
    ...at('Confirmed by the provider', payment.fundedReadAt, formatTime),
    ...(released ? [] : at('The hold lasts until', payment.captureBefore, formatDay)),
    ...at('Paid', payment.releasedAt, formatTime),
  ];
}
