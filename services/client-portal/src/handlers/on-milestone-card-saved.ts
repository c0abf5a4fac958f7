import { milestoneCardSaved } from '@loop/contracts';
import { type NotYet, on } from '@loop/runtime';
import { recordPaymentFact } from '../store/milestone-payments.ts';
import { recordMoney } from './record-money.ts';

/** Notes that a card is on file: amber, nothing is secured. */
export const onMilestoneCardSaved = on(
  milestoneCardSaved,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const at = new Date(data.savedAt);
    const noted = await recordMoney(tx, data, {
      kind: 'card_saved',
      at,
      write: (key) => recordPaymentFact(tx, key, { fact: 'card_saved', at }),
    });
    return 'notYet' in noted ? noted : undefined;
  },
);
