import { milestoneAmountReduced } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that an approval takes less than was agreed; the contract stays as it was signed. */
export const onMilestoneAmountReduced = on(
  milestoneAmountReduced,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const at = new Date(data.reducedAt);
    const noted = await recordMoney(tx, data, {
      kind: 'amount_reduced',
      at,
      partial: true,
      write: (key) => recordPaymentFact(tx, key, { fact: 'reduced', at, amountMinor: data.amountMinor }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
