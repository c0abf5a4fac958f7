import { Card, Steps } from '@loop/ui';
import type { VNode } from 'preact';
import type { ClientRoom, NextStep } from '../domain/client-room.ts';
import { MilestoneList } from './milestone-list.tsx';
import { NextStepCard } from './next-step-card.tsx';
import { PortalPage } from './portal-page.tsx';
import { RoomTimeline } from './room-timeline.tsx';
import type { FormErrors } from './sign-step.tsx';
import { StatementSection } from './statement-section.tsx';
import { WatchMilestone } from './watch-milestone.tsx';

const STEPS = ['Sign', 'Fund it', 'We deliver', 'You approve', 'Done'] as const;

const STEP_OF: Readonly<Record<NextStep['next'], number>> = {
  sign: 0,
  expired: 0,
  declined: 0,
  withdrawn: 0,
  pay: 1,
  choose_funding: 1,
  pay_unavailable: 1,
  await_work: 2,
  await_changes: 2,
  review: 3,
  await_release: 3,
  completed: STEPS.length,
};

/** The client's room: the statement, the milestones, what happened, and the one thing to do next. */
export function clientRoomPage(room: ClientRoom, nonce: string, errors: FormErrors = {}): VNode {
  const { statement } = room;
  const signed = room.signedAt !== null;
  return (
    <PortalPage title={statement.title} mode={statement.mode} context={`Contract ${statement.contractId.slice(0, 8)}`}>
      <div class="stack">
        <Steps label="Progress" steps={STEPS} current={STEP_OF[room.step.next]} />
        <div class="split">
          <div class="stack">
            {signed ? (
              <>
                <Milestones room={room} heading={<h1 id="milestones-title">{statement.title}</h1>} />
                <History room={room} />
                <StatementSection room={room} />
              </>
            ) : (
              <>
                <StatementSection room={room} />
                <Milestones room={room} heading={<h2 id="milestones-title">Milestones</h2>} />
                <History room={room} />
              </>
            )}
          </div>
          <aside aria-label="Next step">
            <NextStepCard room={room} errors={errors} />
          </aside>
        </div>
      </div>
      {room.step.next === 'await_release' ? (
        <WatchMilestone room={room} milestone={room.step.milestone} nonce={nonce} />
      ) : null}
    </PortalPage>
  );
}

function Milestones({ room, heading }: { readonly room: ClientRoom; readonly heading: VNode }) {
  return (
    <Card id="milestones" titleId="milestones-title">
      {heading}
      <MilestoneList room={room} />
    </Card>
  );
}

function History({ room }: { readonly room: ClientRoom }) {
  return (
    <Card id="timeline" titleId="timeline-title">
      <h2 id="timeline-title">What happened so far</h2>
      <RoomTimeline room={room} />
    </Card>
  );
}
