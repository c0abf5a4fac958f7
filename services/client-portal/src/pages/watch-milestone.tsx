import { InlineScript } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';

/** Asks every two seconds, for three minutes, whether anything about the milestone has changed; then goes on to the room. */
const WATCH = `(function () {
  var watch = document.getElementById('watch').dataset;
  var left = 90;
  function look() {
    fetch(watch.milestones, { headers: { accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : { milestones: [] }; })
      .catch(function () { return { milestones: [] }; })
      .then(function (found) {
        var mine = found.milestones.filter(function (one) { return one.milestoneId === watch.milestone; })[0];
        if (mine && mine.stamp !== watch.stamp) location.replace(watch.room);
        else if (left-- > 0) setTimeout(look, 2000);
      });
  }
  look();
})();`;

/** Changes with everything a client waits for: the work, where the money is, and why it is not. */
export function milestoneStamp({ status, money }: RoomMilestone): string {
  return [status, money.kind, 'failure' in money ? (money.failure?.reason ?? '') : ''].join(' ');
}

/** Brings the page up to date by itself when a milestone moves on; without scripts the reader reloads. */
export function WatchMilestone(props: {
  readonly room: ClientRoom;
  readonly milestone: RoomMilestone;
  readonly nonce: string;
}) {
  const path = `/client-room/${props.room.statement.contractId}`;
  return (
    <>
      <div
        id="watch"
        data-room={path}
        data-milestones={`${path}/milestones`}
        data-milestone={props.milestone.milestoneId}
        data-stamp={milestoneStamp(props.milestone)}
      />
      <InlineScript nonce={props.nonce} source={WATCH} />
    </>
  );
}
