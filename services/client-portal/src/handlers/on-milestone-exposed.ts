import { milestoneExposed } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that the client's bank questions a payment, or has settled that. */
export const onMilestoneExposed = on(milestoneExposed, async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
  const at = new Date(data.exposedAt);
  const noted = await recordMoney(tx, data, {
    kind: 'exposed',
    at,
    write: (key) => recordPaymentFact(tx, key, { fact: 'exposed', at, exposure: data.exposure }),
  });
  return 'notYet' in noted ? noted : undefined;
});
