import { milestoneFundingExpiring } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

const HOUR_MS = 3_600_000;

/** Notes that a hold is about to end, once for each warning. */
export const onMilestoneFundingExpiring = on(
  milestoneFundingExpiring,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const captureBefore = new Date(data.captureBefore);
    const at = new Date(captureBefore.getTime() - data.hoursLeft * HOUR_MS);
    const noted = await recordMoney(tx, data, {
      kind: 'funding_expiring',
      at,
      write: (key) => recordPaymentFact(tx, key, { fact: 'expiring', at }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
