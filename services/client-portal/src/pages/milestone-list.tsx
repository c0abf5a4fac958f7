import { Button, formatTime, Light, type LineItem, LineItems, LinkButton, Money } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { DeliveryFiles } from './delivery-files.tsx';
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
        {milestone.delivery === null ? null : <DeliveryFiles delivery={milestone.delivery} />}
      </>
    ),
    ...(open ? { status: <Light colour={words.colour} label={words.label} /> } : {}),
    ...(action === null ? {} : { action }),
  };
}

function Pace({ milestone }: { readonly milestone: RoomMilestone }) {
  const { workDays, reviewDays } = milestone;
  return (
    <p class="muted small">
      Delivered within {workDays} {workDays === 1 ? 'day' : 'days'} of the card hold, then {reviewDays} days for your
      review.
    </p>
  );
}

/** What proves a green light: when payments read it at the provider, and under which reference. */
function Proof({ milestone: { money } }: { readonly milestone: RoomMilestone }) {
  if (money.kind !== 'secured' && money.kind !== 'released' && money.kind !== 'refunded') return null;
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

function actionOf(room: ClientRoom, milestone: RoomMilestone) {
  const base = `/client-room/${room.statement.contractId}/milestones/${milestone.milestoneId}`;
  if (milestone.canPay) return <PayForm action={base} milestone={milestone} room={room} weight="secondary" />;
  if (milestone.money.kind === 'secured' || milestone.money.kind === 'released') {
    return (
      <LinkButton href={`${base}/receipt`} weight="quiet" action="receipt">
        {milestone.money.kind === 'released' ? 'Receipt' : 'Hold confirmation'}
      </LinkButton>
    );
  }
  return null;
}

/** The button that leads to the provider's payment page. `action` is the milestone's own path. */
export function PayForm(props: {
  readonly action: string;
  readonly room: ClientRoom;
  readonly milestone: RoomMilestone;
  readonly weight: 'primary' | 'secondary';
}) {
  const { statement } = props.room;
  const primary = props.weight === 'primary';
  return (
    <form method="post" action={`${props.action}/pay`}>
      <input type="hidden" name="amountMinor" value={props.milestone.amountMinor} />
      <input type="hidden" name="currency" value={statement.currency} />
      <Button action="pay" weight={props.weight} wide={primary}>
        Set aside <Amount room={props.room} milestone={props.milestone} />
      </Button>
    </form>
  );
}

function Amount({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const { currency, mode } = room.statement;
  return (
    <>
      {'\u00a0'}
      <Money amountMinor={milestone.amountMinor} currency={currency} mode={mode} />
    </>
  );
}
