/** Places between two steps that belong together, where a process can be told to die. */
export const FAILPOINTS = [
  /** A decision's events are committed, the relay does not know of them. */
  'outbox.committed',
  /** The broker has acknowledged events, the outbox does not know of it. */
  'outbox.published',
  /** A provider was called, its answer is not recorded. */
  'effect.called',
  /** A batch of events is committed, the broker does not know of it. */
  'inbox.committed',
  /** Something of a person who is to be forgotten is erased, the rest is not. */
  'erasure.stepped',
  /** Provisioning has done one more step of its work. */
  'provision.stepped',
] as const;

/** Name of a {@link FAILPOINTS} entry. */
export type Failpoint = (typeof FAILPOINTS)[number];

let armed: { readonly name: Failpoint; readonly times: number } | undefined;

/** Whether a text says where and when: `<name>:<nth time>`. */
export function isFailpoint(text: string): boolean {
  return parse(text) !== undefined;
}

/**
 * Lets this process kill itself when it reaches a place for the nth time, given as `<name>:<nth time>`. Never outside sandbox
 * mode, which is for the caller to see to. Throws on a text of another form.
 */
export function armFailpoint(text: string): void {
  armed = parse(text);
  if (armed === undefined) throw new Error(`${text} is no failpoint`);
}

/**
 * Marks a place where a process may die. Does nothing unless it is armed here; then the process ends as by `kill -9`, with
 * nothing flushed, answered or given back.
 */
export function failpoint(name: Failpoint): void {
  if (armed?.name !== name) return;
  armed = { name, times: armed.times - 1 };
  if (armed.times === 0) process.kill(process.pid, 'SIGKILL');
}

function parse(text: string): typeof armed {
  const [, place, times] = /^([a-z.]+):([1-9]\d{0,5})$/.exec(text) ?? [];
  const name = FAILPOINTS.find((candidate) => candidate === place);
  return name === undefined ? undefined : { name, times: Number(times) };
}
