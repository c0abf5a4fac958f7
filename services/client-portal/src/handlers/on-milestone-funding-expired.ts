import { milestoneFundingExpired } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that a hold lapsed: what it funded is unfunded again. */
export const onMilestoneFundingExpired = on(
  milestoneFundingExpired,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const at = new Date(data.expiredAt);
    const noted = await recordMoney(tx, data, {
      kind: 'funding_expired',
      at,
      write: (key) => recordPaymentFact(tx, key, { fact: 'expired', at }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
