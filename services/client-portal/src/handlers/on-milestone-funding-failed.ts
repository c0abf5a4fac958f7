import { milestoneFundingFailed } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes why a payment did not come about, in the words the client reads; the milestone stays unfunded. */
export const onMilestoneFundingFailed = on(
  milestoneFundingFailed,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const at = new Date(data.failedAt);
    const noted = await recordMoney(tx, data, {
      kind: 'funding_failed',
      at,
      write: (key) =>
        recordPaymentFact(tx, key, { fact: 'failed', at, reason: data.reason, message: data.clientMessage }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
