import { milestoneExposed } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

const RECORDS = {
  none: 'bank_settled',
  inquiry: 'bank_inquiry',
  disputed: 'bank_dispute',
  lost: 'bank_dispute_lost',
} as const;

/** Notes that the client's bank questions a payment, or has settled that. */
export const onMilestoneExposed = on(milestoneExposed, async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
  const at = new Date(data.exposedAt);
  const noted = await recordMoney(tx, data, {
    kind: RECORDS[data.exposure],
    at,
    partial: true,
    write: (key) => recordPaymentFact(tx, key, { fact: 'exposed', at, exposure: data.exposure }),
  });
  return 'notYet' in noted ? noted : undefined;
});
