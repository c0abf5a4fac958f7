import { EmptyState, type IconName, Notice, Timeline, type TimelineEntry, type Tone } from '@loop/ui';
import type { ClientRoom, RoomEvent } from '../domain/client-room.ts';

interface EventWords {
  readonly title: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

/** What each kind of evidence is called in front of a client. */
const WORDS: Readonly<Record<string, EventWords>> = {
  drafted: { title: 'Statement of work drafted', tone: 'grey', icon: 'ring' },
  presented: { title: 'Proposal sent to you', tone: 'grey', icon: 'arrow' },
  viewed: { title: 'You opened the proposal', tone: 'grey', icon: 'check' },
  signed: { title: 'You signed', tone: 'accent', icon: 'check' },
  declined: { title: 'You declined', tone: 'grey', icon: 'cross' },
  withdrawn: { title: 'Proposal withdrawn', tone: 'grey', icon: 'cross' },
  funded: { title: 'Funding confirmed by the payment provider', tone: 'green', icon: 'lock' },
  funding_failed: { title: 'Payment did not go through, nothing taken', tone: 'red', icon: 'alert' },
  funding_expired: { title: 'Hold lapsed, nothing taken', tone: 'amber', icon: 'alert' },
  funding_expiring: { title: 'Hold about to end', tone: 'amber', icon: 'alert' },
  amount_reduced: { title: 'Amount lowered', tone: 'accent', icon: 'arrow' },
  card_saved: { title: 'Card saved, nothing set aside', tone: 'amber', icon: 'half' },
  delivered: { title: 'We delivered', tone: 'accent', icon: 'arrow' },
  revision_requested: { title: 'You asked for changes', tone: 'amber', icon: 'half' },
  approved: { title: 'You approved the delivery', tone: 'green', icon: 'check' },
  released: { title: 'Paid', tone: 'green', icon: 'check' },
  refunded: { title: 'Money returned to you', tone: 'grey', icon: 'arrow' },
  refund_failed: { title: 'A refund did not reach you', tone: 'red', icon: 'alert' },
  exposed: { title: 'Your bank asked about the payment', tone: 'amber', icon: 'alert' },
  bank_inquiry: { title: 'Your bank asked about the payment', tone: 'amber', icon: 'alert' },
  bank_dispute: { title: 'Payment disputed at your bank', tone: 'amber', icon: 'alert' },
  bank_dispute_lost: { title: 'Your bank returned the amount to you', tone: 'grey', icon: 'arrow' },
  bank_settled: { title: 'Your bank settled its question', tone: 'green', icon: 'check' },
  rail_selected: { title: 'You chose how to pay', tone: 'grey', icon: 'arrow' },
  funding_method_selected: { title: 'You chose another way of funding', tone: 'accent', icon: 'arrow' },
  completed: { title: 'All milestones done', tone: 'green', icon: 'check' },
};

const UNNAMED: EventWords = { title: 'Recorded', tone: 'grey', icon: 'ring' };

/** What an event is called in front of a client. */
export function eventTitle(event: RoomEvent): string {
  const { title } = WORDS[event.kind] ?? UNNAMED;
  return event.milestone === null ? title : `${title} (milestone ${event.milestone})`;
}

/** What happened so far, newest first, each with the fingerprint of its record. */
export function RoomTimeline({ room: { events, brokenAt } }: { readonly room: ClientRoom }) {
  if (events.length === 0) {
    return <EmptyState title="Nothing has happened yet">What you and we do appears here, with the time.</EmptyState>;
  }
  return (
    <>
      <Timeline entries={[...events].sort((a, b) => b.position - a.position).map(entryOf)} />
      {brokenAt === null ? (
        <p class="muted small">Every record is sealed to the one before it. Checked just now: the chain is unbroken.</p>
      ) : (
        <Notice tone="red" title={`Record ${brokenAt} was changed after it was written`}>
          <p class="small">Please write to us before you go on.</p>
        </Notice>
      )}
    </>
  );
}

function entryOf(event: RoomEvent): TimelineEntry {
  const { tone, icon } = WORDS[event.kind] ?? UNNAMED;
  return {
    id: String(event.position),
    title: eventTitle(event),
    at: event.at,
    tone,
    icon,
    detail: (
      <span class="muted">
        Record {event.position}, fingerprint <code>{event.hash.slice(0, 12)}…</code>
      </span>
    ),
  };
}
