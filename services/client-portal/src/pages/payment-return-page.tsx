import { Card, LinkButton, Money, Notice } from '@loop/ui';
import type { VNode } from 'preact';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { PortalPage } from './portal-page.tsx';
import { WatchMilestone } from './watch-milestone.tsx';

/** Seconds after which the page looks again where scripts are off. */
const RELOAD_SECONDS = 5;

const AWAITED = {
  hold: 'the hold is in place',
  card_on_file: 'your card is in place',
  prepaid: 'the payment is made',
} as const;

/**
 * Where the client lands after the provider's page. Coming here proves nothing: the page says so until payments has read
 * the funding from the provider itself.
 */
export function paymentReturnPage(props: {
  readonly room: ClientRoom;
  readonly milestone: RoomMilestone;
  readonly nonce: string;
}): VNode {
  const { room, milestone } = props;
  const { contractId, currency, mode } = room.statement;
  const path = `/client-room/${contractId}`;
  const reload = (
    <noscript>
      <meta http-equiv="refresh" content={String(RELOAD_SECONDS)} />
    </noscript>
  );
  return (
    <PortalPage title="Checking your payment" mode={mode} narrow head={reload}>
      <Card accent>
        <p class="eyebrow">
          Milestone {milestone.position}: {milestone.title}
        </p>
        <h1>Checking with the payment provider</h1>
        <p class="figure">
          <Money amountMinor={milestone.amountMinor} currency={currency} mode={mode} />
        </p>
        <Notice tone="accent" title={`We ask the provider whether ${AWAITED[milestone.fundingMethod]}`} live>
          <p class="small">
            This page goes on by itself, usually within a few seconds. Until the provider confirms, nothing counts as
            done.
          </p>
        </Notice>
        <LinkButton href={path} weight="secondary" action="back">
          Back to your room
        </LinkButton>
      </Card>
      <WatchMilestone room={room} milestone={milestone} nonce={props.nonce} />
    </PortalPage>
  );
}
