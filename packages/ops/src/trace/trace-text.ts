import { textTable } from '../text-table.ts';
import type { Happening } from './trace.ts';

/** Of a UUID. */
const ID_LENGTH = 36;

/**
 * A trace as a table: number, time, since the first, service, what, about what, and what it follows from and after how long. An
 * event shows its version, an effect its outcome.
 */
export function traceText(happenings: readonly Happening[]): string {
  const numbers = new Map(happenings.map((happening, index) => [happening, index + 1]));
  const startMs = happenings[0]?.at.getTime() ?? 0;
  const rows = happenings.map((happening, index) => {
    const { at, cause, service } = happening;
    const because = cause && `${numbers.get(cause)}, after ${seconds(at.getTime() - cause.at.getTime())}`;
    const [what, about] = said(happening);
    return [
      String(index + 1),
      at.toISOString().slice(11, 23),
      `+${seconds(at.getTime() - startMs)}`,
      service,
      what,
      about,
      because ?? '',
    ];
  });
  return textTable([['#', 'TIME', 'SINCE', 'SERVICE', 'WHAT', 'ABOUT', 'FOLLOWS FROM'], ...rows]);
}

/** What happened, and what it is about. */
function said({ what }: Happening): readonly [string, string] {
  if ('event' in what) return [`${what.event.subject} v${what.attributes.version}`, shortened(what.attributes.key)];
  const { attempts, detail, effectId, kind, provider, state } = what;
  const times = attempts > 1 ? ` in ${attempts} attempts` : '';
  const why = detail === null ? '' : ` (${detail.slice(0, 80)})`;
  return [`${kind} at ${provider ?? 'nobody'}: ${state}${times}${why}`, effectId];
}

/** Ids of ours fit; those of providers can be longer than a line. */
function shortened(key: string): string {
  return key.length <= ID_LENGTH ? key : `${key.slice(0, ID_LENGTH - 1)}…`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
