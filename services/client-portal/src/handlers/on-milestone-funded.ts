import { milestoneFunded } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Turns a milestone's light green: payments has read the hold from the provider. */
export const onMilestoneFunded = on(milestoneFunded, async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
  const at = new Date(data.fundedAt);
  const noted = await recordMoney(tx, data, {
    kind: 'funded',
    at,
    write: (key) =>
      recordPaymentFact(tx, key, {
        fact: 'funded',
        at,
        readAt: new Date(data.evidence.readAt),
        captureBefore: data.captureBefore === null ? null : new Date(data.captureBefore),
      }),
  });
  return 'notYet' in noted ? noted : undefined;
});
