import { InlineScript } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';

/** Asks every two seconds, for three minutes, whether the milestone's status has changed; then goes on to the room. */
const WATCH = `(function () {
  var watch = document.getElementById('watch').dataset;
  var left = 90;
  function look() {
    fetch(watch.milestones, { headers: { accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : { milestones: [] }; })
      .catch(function () { return { milestones: [] }; })
      .then(function (found) {
        var mine = found.milestones.filter(function (one) { return one.milestoneId === watch.milestone; })[0];
        if (mine && mine.status !== watch.status) location.replace(watch.room);
        else if (left-- > 0) setTimeout(look, 2000);
      });
  }
  look();
})();`;

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
        data-status={props.milestone.status}
      />
      <InlineScript nonce={props.nonce} source={WATCH} />
    </>
  );
}
