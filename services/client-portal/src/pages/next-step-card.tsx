import { Card, Facts, formatDay, formatTime, LinkButton, Money, Notice } from '@loop/ui';
import type { ClientRoom, NextStep, RoomMilestone } from '../domain/client-room.ts';
import { ChooseFunding, OtherWays, PayForm, RailChoice } from './funding-forms.tsx';
import { FUNDING_NAMES, fundingSentence } from './funding-words.ts';
import { endingSoon } from './milestone-notes.tsx';
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
    case 'choose_funding':
      return <ChooseFunding room={room} milestone={step.milestone} />;
    case 'pay_unavailable':
      return <PayUnavailable />;
    case 'review':
      return <ReviewStep room={room} milestone={step.milestone} codeSent={step.codeSent} errors={errors} />;
    case 'await_work':
    case 'await_changes':
    case 'await_release':
      return <Waiting next={step.next} room={room} milestone={step.milestone} />;
    default:
      return <Closed next={step.next} room={room} />;
  }
}

function PayStep({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const { fundingMethod, money, position, status, title } = milestone;
  const words = milestoneWords(milestone);
  const trouble = ('failure' in money && money.failure !== null) || (money.kind === 'unfunded' && money.lapsed);
  return (
    <>
      <h2>{position === 1 ? 'Fund the first milestone' : `Fund milestone ${position}`}</h2>
      {trouble ? <Notice tone={words.colour === 'red' ? 'red' : 'amber'} title={words.sentence} live /> : null}
      {status === 'approved' ? (
        <p>You approved “{title}”. Its amount is still to be paid: it is taken as soon as your bank agrees.</p>
      ) : (
        <>
          <p class="notice-title">
            {title}: {FUNDING_NAMES[fundingMethod].toLowerCase()}
          </p>
          <p>{fundingSentence(room, milestone, fundingMethod)}</p>
          <RailChoice room={room} />
        </>
      )}
      <PayForm room={room} milestone={milestone} weight="primary" />
      <p class="muted small">
        You go to the payment provider’s page and come back here. We never see your card number.
      </p>
      <OtherWays room={room} milestone={milestone} />
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

type WaitingFor = 'await_work' | 'await_changes' | 'await_release';

/** How the money stands while we are at work; nothing is called secured that is not. */
const MONEY_MEANWHILE: Readonly<Record<RoomMilestone['money']['kind'], string>> = {
  unfunded: '',
  card_saved: 'Your card is saved; nothing is set aside or taken. ',
  secured: 'Your money is set aside, not taken. ',
  prepaid: 'Your prepayment stays refundable until you approve. ',
  released: '',
  refunded: '',
};

function waitingWords(
  next: WaitingFor,
  { money }: RoomMilestone,
): { readonly title: string; readonly sentence: string } {
  switch (next) {
    case 'await_work':
      return {
        title: 'We are working on it',
        sentence: `${MONEY_MEANWHILE[money.kind]}Our work has begun. We email you when the delivery is ready.`,
      };
    case 'await_changes':
      return {
        title: 'We are making your changes',
        sentence: `Thank you for telling us. ${MONEY_MEANWHILE[money.kind]}We email you when the new delivery is ready.`,
      };
    case 'await_release':
      return {
        title: 'Thank you, approved',
        sentence: releasing(money),
      };
  }
}

function releasing(money: RoomMilestone['money']): string {
  if ('payment' in money && money.payment.exposure !== 'none') {
    return 'Your approval is on record. While your bank questions this payment, nothing is taken for it.';
  }
  return money.kind === 'prepaid'
    ? 'What you prepaid is being booked. Nothing more is taken. This usually takes a few seconds.'
    : 'The amount is being collected. This usually takes a few seconds; if your bank wants to hear from you first, we say so here and by email.';
}

function Waiting(props: { readonly next: WaitingFor; readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const { next, room, milestone } = props;
  const { title, sentence } = waitingWords(next, milestone);
  const until = milestone.money.kind === 'secured' ? milestone.money.payment.captureBefore : null;
  return (
    <>
      <h2>{title}</h2>
      <p>{sentence}</p>
      {next === 'await_work' && until !== null ? (
        <p class="muted small">
          The hold lasts until {endingSoon(room, milestone) === null ? formatDay(until) : formatTime(until)}. If we are
          late, it lapses and costs you nothing.
        </p>
      ) : null}
      <LinkButton href={`#milestone-${milestone.position}`} weight="secondary" action="see-milestone">
        See milestone {milestone.position}
      </LinkButton>
      {next === 'await_work' ? <OtherWays room={room} milestone={milestone} /> : null}
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
    { label: 'Held, not taken', value: figure(room.money.heldMinor) },
    ...(room.money.prepaidMinor > 0 ? [{ label: 'Prepaid, refundable', value: figure(room.money.prepaidMinor) }] : []),
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
