import { milestoneRefunded } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordRefund } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that money went back to the client, in part or whole. */
export const onMilestoneRefunded = on(
  milestoneRefunded,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const { refundId, amountMinor, currency } = data;
    const refundedAt = new Date(data.refundedAt);
    const noted = await recordMoney(tx, data, {
      kind: 'refunded',
      at: refundedAt,
      partial: true,
      write: (key) => recordRefund(tx, key, { refundId, amountMinor, currency, refundedAt }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
