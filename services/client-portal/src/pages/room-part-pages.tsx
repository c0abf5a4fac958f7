import { Card, LinkButton } from '@loop/ui';
import type { ComponentChildren, VNode } from 'preact';
import type { ClientRoom } from '../domain/client-room.ts';
import { MilestoneList } from './milestone-list.tsx';
import { PortalPage } from './portal-page.tsx';
import { RoomTimeline } from './room-timeline.tsx';

/** The timeline as a page of its own. */
export function timelinePage(room: ClientRoom): VNode {
  return (
    <PartPage room={room} title="What happened so far">
      <RoomTimeline room={room} />
    </PartPage>
  );
}

/** The milestones as a page of their own. */
export function milestonesPage(room: ClientRoom): VNode {
  return (
    <PartPage room={room} title="Milestones">
      <MilestoneList room={room} />
    </PartPage>
  );
}

function PartPage(props: { readonly room: ClientRoom; readonly title: string; readonly children: ComponentChildren }) {
  const { statement } = props.room;
  return (
    <PortalPage
      title={props.title}
      mode={statement.mode}
      context={`Contract ${statement.contractId.slice(0, 8)}`}
      narrow
    >
      <Card accent>
        <p class="eyebrow">{statement.title}</p>
        <h1>{props.title}</h1>
        {props.children}
        <LinkButton href={`/client-room/${statement.contractId}`} action="back">
          Back to your room
        </LinkButton>
      </Card>
    </PortalPage>
  );
}
