import { fundingMethodSelected } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockPayment, selectFundingMethod } from '../store/payments.ts';

/** How far money may be along for the client to pick another way of funding: none is held and none was taken. */
const STILL_OPEN: ReadonlySet<string> = new Set(['unfunded', 'auth_failed', 'expired', 'voided']);

/** Keeps the way of funding the client picked; one that comes when money is held or captured changes nothing. */
export const onFundingMethodSelected = on(fundingMethodSelected, async ({ event, tx }) => {
  const { contractId, fundingMethod, milestoneId } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  if (STILL_OPEN.has(payment.state)) await selectFundingMethod(tx, milestoneId, fundingMethod);
  return undefined;
});
