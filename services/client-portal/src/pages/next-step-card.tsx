import { Card, Facts, formatDay, formatTime, LinkButton, Money, Notice } from '@loop/ui';
import type { ClientRoom, NextStep, RoomMilestone } from '../domain/client-room.ts';
import { PayForm } from './milestone-list.tsx';
import { milestoneWords } from './milestone-words.ts';
import { ReviewStep } from './review-step.tsx';
import { type FormErrors, SignStep } from './sign-step.tsx';

/** Whose turn it is and what happens next: one card, one obvious action. */
export function NextStepCard({ room, errors }: { readonly room: ClientRoom; readonly errors: FormErrors }) {
  const { statement } = room;
  return (
    <Card accent id="next-step">
      <div>
        <p class="eyebrow">{room.signedAt === null ? 'Fixed price' : 'Agreed price'}</p>
        <p class="figure">
          <Money amountMinor={statement.totalMinor} currency={statement.currency} mode={statement.mode} />
        </p>
      </div>
      <StepBody room={room} step={room.step} errors={errors} />
      {room.signedAt === null ? null : <MoneySoFar room={room} />}
    </Card>
  );
}

function StepBody(props: { readonly room: ClientRoom; readonly step: NextStep; readonly errors: FormErrors }) {
  const { room, step, errors } = props;
  switch (step.next) {
    case 'sign':
      return <SignStep room={room} codeSent={step.codeSent} errors={errors} />;
    case 'pay':
      return <PayStep room={room} milestone={step.milestone} />;
    case 'pay_unavailable':
      return <PayUnavailable />;
    case 'review':
      return <ReviewStep room={room} milestone={step.milestone} codeSent={step.codeSent} errors={errors} />;
    case 'await_work':
    case 'await_changes':
    case 'await_release':
      return <Waiting next={step.next} milestone={step.milestone} />;
    default:
      return <Closed next={step.next} room={room} />;
  }
}

function PayStep({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const words = milestoneWords(milestone);
  const trouble = milestone.money.kind === 'unfunded' && (milestone.money.failure !== null || milestone.money.lapsed);
  return (
    <>
      <h2>{milestone.position === 1 ? 'Secure the first milestone' : `Secure milestone ${milestone.position}`}</h2>
      {trouble ? <Notice tone={words.colour === 'red' ? 'red' : 'amber'} title={words.sentence} live /> : null}
      <p>
        Set the amount for “{milestone.title}” aside on your card. It is a card hold: nothing is taken until you approve
        the delivery.
      </p>
      <PayForm
        action={`/client-room/${room.statement.contractId}/milestones/${milestone.milestoneId}`}
        room={room}
        milestone={milestone}
        weight="primary"
      />
      <p class="muted small">
        You go to our payment provider’s page and come back here. We never see your card number.
      </p>
    </>
  );
}

function PayUnavailable() {
  return (
    <>
      <h2>Payments are not set up yet</h2>
      <Notice tone="amber" title="You cannot pay here at the moment">
        <p class="small">
          Your signature is safe and nothing is lost. We write to you as soon as payments work; you need not do
          anything.
        </p>
      </Notice>
    </>
  );
}

const WAITING = {
  await_work: {
    title: 'We are working on it',
    sentence: 'Your money is set aside and our work has begun. We email you when the delivery is ready.',
  },
  await_changes: {
    title: 'We are making your changes',
    sentence: 'Thank you for telling us. We email you when the new delivery is ready.',
  },
  await_release: {
    title: 'Thank you, approved',
    sentence: 'The held amount is being collected from your card. This usually takes a few seconds.',
  },
} as const;

function Waiting({ next, milestone }: { readonly next: keyof typeof WAITING; readonly milestone: RoomMilestone }) {
  const { title, sentence } = WAITING[next];
  const until = milestone.money.kind === 'secured' ? milestone.money.payment.captureBefore : null;
  return (
    <>
      <h2>{title}</h2>
      <p>{sentence}</p>
      {next === 'await_work' && until !== null ? (
        <p class="muted small">
          The card hold lasts until {formatDay(until)}. If we are late, it lapses and costs you nothing.
        </p>
      ) : null}
      <LinkButton href={`#milestone-${milestone.position}`} weight="secondary" action="see-milestone">
        See milestone {milestone.position}
      </LinkButton>
    </>
  );
}

const CLOSED = {
  completed: {
    title: 'All done. Thank you!',
    sentence: 'Every milestone is approved and paid. The results are yours.',
  },
  declined: { title: 'You declined this proposal', sentence: 'Nothing was signed and nothing is owed.' },
  withdrawn: { title: 'This proposal is withdrawn', sentence: 'Nothing was signed and nothing is owed.' },
  expired: {
    title: 'This offer has expired',
    sentence: 'Reply to our email if you are still interested, and we will send a new one.',
  },
} as const;

function Closed({ next, room }: { readonly next: keyof typeof CLOSED; readonly room: ClientRoom }) {
  const { title, sentence } = CLOSED[next];
  const last = room.milestones.at(-1);
  return (
    <>
      <h2>{title}</h2>
      <p>{sentence}</p>
      {next === 'completed' && last !== undefined ? (
        <LinkButton
          href={`/client-room/${room.statement.contractId}/milestones/${last.milestoneId}/receipt`}
          action="receipt"
          weight="secondary"
        >
          See the last receipt
        </LinkButton>
      ) : null}
    </>
  );
}

function MoneySoFar({ room }: { readonly room: ClientRoom }) {
  const { currency, mode } = room.statement;
  const figure = (amountMinor: number) => <Money amountMinor={amountMinor} currency={currency} mode={mode} />;
  const facts = [
    { label: 'Agreed', value: figure(room.money.contractedMinor) },
    { label: 'Held on your card', value: figure(room.money.heldMinor) },
    { label: 'Paid', value: figure(room.money.earnedMinor) },
  ];
  const signed =
    room.signedAt === null ? null : `Signed by ${room.signerName ?? 'you'} on ${formatTime(room.signedAt)}.`;
  return (
    <>
      <hr />
      <Facts facts={facts} />
      {signed === null ? null : <p class="muted small">{signed}</p>}
    </>
  );
}
