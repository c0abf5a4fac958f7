import { Button, Choices, Field, formatTime, Money, Notice, TextField } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { DeliveryFiles } from './delivery-files.tsx';
import { PayForm } from './funding-forms.tsx';
import { endingSoon } from './milestone-notes.tsx';
import type { FormErrors } from './sign-step.tsx';

const RATINGS = [
  { value: '5', label: '5, excellent' },
  { value: '4', label: '4' },
  { value: '3', label: '3' },
  { value: '2', label: '2' },
  { value: '1', label: '1, poor' },
];

interface ReviewProps {
  readonly room: ClientRoom;
  readonly milestone: RoomMilestone;
  readonly codeSent: boolean;
  readonly errors: FormErrors;
}

/** Look at the delivery, then approve it with a code, or ask for changes. */
export function ReviewStep(props: ReviewProps) {
  const { milestone, errors } = props;
  const failure = 'failure' in milestone.money ? milestone.money.failure : null;
  return (
    <>
      <h2>Your delivery is ready</h2>
      <p>
        Milestone {milestone.position}: {milestone.title}. Look at what we made and decide.
      </p>
      {milestone.delivery === null ? null : <DeliveryFiles delivery={milestone.delivery} />}
      {failure === null ? null : <Notice tone="amber" title={`${failure.message} Nothing was taken.`} live />}
      <PlaceHold room={props.room} milestone={milestone} />
      <EndsSoon ends={endingSoon(props.room, milestone)} />
      {errors.code === undefined || props.codeSent ? null : <Notice tone="amber" title={errors.code} live />}
      {props.codeSent ? <Approve {...props} /> : <AskForCode {...props} />}
      <AskForChanges {...props} />
    </>
  );
}

function pathOf(room: ClientRoom, milestone: RoomMilestone): string {
  return `/client-room/${room.statement.contractId}/milestones/${milestone.milestoneId}`;
}

/** Exactly what an approval does to the client's money. */
function Taken({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  const { currency, mode } = room.statement;
  const amount = <Money amountMinor={milestone.approvalMinor} currency={currency} mode={mode} />;
  if ('payment' in milestone.money && milestone.money.payment.exposure !== 'none') {
    return (
      <p class="small">
        Your approval would be put on record. While your bank questions this payment, nothing is taken for it.
      </p>
    );
  }
  switch (milestone.money.kind) {
    case 'prepaid':
      return (
        <p class="small">
          Approving makes {amount} of what you prepaid ours; it is not refundable here any more. Nothing more is taken.
        </p>
      );
    case 'card_saved':
      return (
        <p class="small">
          Approving charges exactly {amount} to your saved card at once. If your bank wants to hear from you first,
          nothing is taken and we ask you back to this page. It cannot be undone here.
        </p>
      );
    default:
      return <p class="small">Approving takes exactly {amount} from your hold. It cannot be undone here.</p>;
  }
}

/** Work on a card on file is delivered before its amount is set aside: now is the time, with the client present. */
function PlaceHold({ room, milestone }: { readonly room: ClientRoom; readonly milestone: RoomMilestone }) {
  if (!milestone.canPay) return null;
  return (
    <Notice tone="amber" title="The amount is not set aside yet">
      <p class="small">
        Set it aside while you look: nothing is taken until you approve. If you do not, we hold it on your saved card a
        day after the delivery, or when you approve.
      </p>
      <PayForm room={room} milestone={milestone} weight="secondary" />
    </Notice>
  );
}

function EndsSoon({ ends }: { readonly ends: Date | null }) {
  if (ends === null) return null;
  return (
    <Notice tone="amber" title={`The hold ends on ${formatTime(ends)}`}>
      <p class="small">
        After that your approval could take nothing, and we would ask you to set the amount aside again.
      </p>
    </Notice>
  );
}

function AskForCode({ room, milestone }: ReviewProps) {
  return (
    <form method="post" action={`/client-room/${room.statement.contractId}/code`} class="stack" id="request-code">
      <input type="hidden" name="purpose" value="approve" />
      <input type="hidden" name="milestoneId" value={milestone.milestoneId} />
      <Taken room={room} milestone={milestone} />
      <Button action="request-code" wide>
        Approve: email me the code
      </Button>
    </form>
  );
}

function Approve({ room, milestone, errors }: ReviewProps) {
  return (
    <form method="post" action={`${pathOf(room, milestone)}/approve`} class="stack" id="approve">
      <Notice tone="accent" title="A code is on its way to your email" live>
        <p class="small">It works for ten minutes, for this approval only.</p>
      </Notice>
      <input type="hidden" name="deliveryId" value={milestone.delivery?.deliveryId ?? ''} />
      <Field
        id="code"
        name="code"
        kind="code"
        label="Code from the email"
        hint="Eight digits. You can paste them."
        maxLength={20}
        {...(errors.code === undefined ? {} : { error: errors.code })}
      />
      <Choices name="rating" legend="How was it? (if you like)" options={RATINGS} />
      <Taken room={room} milestone={milestone} />
      <Button action="approve" wide>
        Approve and pay
      </Button>
    </form>
  );
}

function AskForChanges({ room, milestone }: ReviewProps) {
  return (
    <details>
      <summary>Something is missing</summary>
      <form method="post" action={`${pathOf(room, milestone)}/revision`} class="stack" id="revision">
        <p class="small">Tell us what to change. Nothing is taken meanwhile.</p>
        <input type="hidden" name="deliveryId" value={milestone.delivery?.deliveryId ?? ''} />
        <TextField id="note" name="note" label="What should change?" maxLength={4000} />
        <Button action="request-revision" weight="secondary">
          Ask for changes
        </Button>
      </form>
    </details>
  );
}
