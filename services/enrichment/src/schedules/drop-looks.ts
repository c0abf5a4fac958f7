import type { Schedule } from '@loop/runtime';
import { dropOldLooks } from '../store/looks.ts';

const HOUR_MS = 60 * 60_000;

/** Drops what was found elsewhere as soon as it is believed no longer: it is about people, and looking again is cheap. */
export const dropLooks: Schedule = {
  name: 'drop_old_looks',
  everyMs: HOUR_MS,
  async run({ tx }, dueAt) {
    await dropOldLooks(tx, dueAt);
  },
};
