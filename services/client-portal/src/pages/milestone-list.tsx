import { formatTime, Light, type LineItem, LineItems, LinkButton, Money } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { DeliveryFiles } from './delivery-files.tsx';
import { PayForm } from './funding-forms.tsx';
import { FUNDING_NAMES } from './funding-words.ts';
import { MilestoneNotes } from './milestone-notes.tsx';
import { milestoneWords } from './milestone-words.ts';

/** Every milestone with its light, what proves it, and the button to fund it when its turn has come. */
export function MilestoneList({ room }: { readonly room: ClientRoom }) {
  return <LineItems items={room.milestones.map((milestone) => lineItem(room, milestone))} />;
}

function lineItem(room: ClientRoom, milestone: RoomMilestone): LineItem {
  const { statement, status } = room;
  const words = milestoneWords(milestone);
  const open = status === 'signed' || status === 'completed';
  const action = actionOf(room, milestone);
  return {
    id: `milestone-${milestone.position}`,
    label: `Milestone ${milestone.position} of ${room.milestones.length}`,
    title: milestone.title,
    figure: <Money amountMinor={milestone.amountMinor} currency={statement.currency} mode={statement.mode} />,
    detail: (
      <>
        <p>{milestone.deliverable}</p>
        {open ? <p class="muted small">{words.sentence}</p> : <Pace milestone={milestone} />}
        <Proof milestone={milestone} />
        <MilestoneNotes room={room} milestone={milestone} />
        {milestone.delivery === null ? null : <DeliveryFiles delivery={milestone.delivery} />}
      </>
    ),
    ...(open ? { status: <Light colour={words.colour} label={words.label} /> } : {}),
    ...(action === null ? {} : { action }),
  };
}

function Pace({ milestone }: { readonly milestone: RoomMilestone }) {
  const { workDays, reviewDays, fundingMethod } = milestone;
  const start = { hold: 'of the card hold', card_on_file: 'of your card being saved', prepaid: 'of your prepayment' };
  return (
    <p class="muted small">
      {FUNDING_NAMES[fundingMethod]}. Delivered within {workDays} {workDays === 1 ? 'day' : 'days'}{' '}
      {start[fundingMethod]}, then {reviewDays} days for your review.
    </p>
  );
}

/** What proves a green light: when payments read it at the provider, and under which reference. */
function Proof({ milestone: { money } }: { readonly milestone: RoomMilestone }) {
  if (!('payment' in money)) return null;
  const { providerRef, fundedReadAt } = money.payment;
  return (
    <p class="muted small">
      {fundedReadAt === null
        ? 'Confirmed by the payment provider'
        : `Confirmed by the payment provider on ${formatTime(fundedReadAt)}`}
      . Reference <code>{providerRef}</code>
    </p>
  );
}

const RECEIPTS: Readonly<Record<string, string>> = {
  secured: 'Hold confirmation',
  prepaid: 'Prepayment confirmation',
  released: 'Receipt',
};

function actionOf(room: ClientRoom, milestone: RoomMilestone) {
  const base = `/client-room/${room.statement.contractId}/milestones/${milestone.milestoneId}`;
  if (milestone.canPay) return <PayForm milestone={milestone} room={room} weight="secondary" />;
  const receipt = RECEIPTS[milestone.money.kind];
  return receipt === undefined ? null : (
    <LinkButton href={`${base}/receipt`} weight="quiet" action="receipt">
      {receipt}
    </LinkButton>
  );
}
