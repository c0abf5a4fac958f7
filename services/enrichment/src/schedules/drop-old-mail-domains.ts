import type { Schedule } from '@loop/runtime';
import { dropOldAnswers } from '../store/mail-domains.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;

/** Drops what name servers said long ago: domains that nobody has met for a month. */
export const dropOldMailDomains: Schedule = {
  name: 'drop_old_mail_domains',
  everyMs: DAY_MS,
  async run({ tx }, dueAt) {
    await dropOldAnswers(tx, new Date(dueAt.getTime() - KEPT_DAYS * DAY_MS));
  },
};
