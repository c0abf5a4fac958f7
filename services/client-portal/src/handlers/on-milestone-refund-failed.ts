import { milestoneRefundFailed } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordFailedRefund } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that a refund did not arrive: it counts as no refund, whichever of the two is heard of first. */
export const onMilestoneRefundFailed = on(
  milestoneRefundFailed,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const at = new Date(data.failedAt);
    const noted = await recordMoney(tx, data, {
      kind: 'refund_failed',
      at,
      partial: true,
      write: (key) => recordFailedRefund(tx, key, data.refundId, at),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
