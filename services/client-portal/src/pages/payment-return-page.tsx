import { Card, InlineScript, LinkButton, Money, Notice } from '@loop/ui';
import type { VNode } from 'preact';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { PortalPage } from './portal-page.tsx';

/** Seconds after which the page looks again where scripts are off. */
const RELOAD_SECONDS = 5;

/** Asks every two seconds, for three minutes, whether the provider has confirmed; then goes on to the room. */
const WATCH = `(function () {
  var card = document.getElementById('checking');
  var left = 90;
  function look() {
    fetch(card.dataset.milestones, { headers: { accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : { milestones: [] }; })
      .catch(function () { return { milestones: [] }; })
      .then(function (found) {
        var mine = found.milestones.filter(function (one) { return one.milestoneId === card.dataset.milestone; })[0];
        if (mine && (mine.status !== 'unfunded' || mine.failure)) location.replace(card.dataset.room);
        else if (left-- > 0) setTimeout(look, 2000);
      });
  }
  look();
})();`;

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
        <div
          id="checking"
          class="stack"
          data-room={path}
          data-milestones={`${path}/milestones`}
          data-milestone={milestone.milestoneId}
        >
          <p class="eyebrow">
            Milestone {milestone.position}: {milestone.title}
          </p>
          <h1>Checking with the payment provider</h1>
          <p class="figure">
            <Money amountMinor={milestone.amountMinor} currency={currency} mode={mode} />
          </p>
          <Notice tone="accent" title="We ask the provider whether the card hold is in place" live>
            <p class="small">
              This page goes on by itself, usually within a few seconds. Until the provider confirms, nothing counts as
              paid.
            </p>
          </Notice>
          <LinkButton href={path} weight="secondary" action="back">
            Back to your room
          </LinkButton>
        </div>
      </Card>
      <InlineScript nonce={props.nonce} source={WATCH} />
    </PortalPage>
  );
}
