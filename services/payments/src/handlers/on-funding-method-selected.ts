import { fundingMethodSelected } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { selectFunding } from '../domain/select-funding.ts';
import { endOperation, findLiveOperation } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Funds the milestone another way from now on. While money is held or captured, or being placed, the choice changes nothing. */
export const onFundingMethodSelected = on(fundingMethodSelected, async ({ event, now, tx }) => {
  const { contractId, fundingMethod, milestoneId, selectedAt } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  const selected = selectFunding(payment, fundingMethod, new Date(selectedAt));
  if (selected === undefined) return undefined;
  const page = await findLiveOperation(tx, milestoneId, 'open_session');
  if (page !== undefined && selected.fundingMethod !== payment.fundingMethod) {
    await endOperation(tx, page.operationId, 'ended', now, 'another_method');
  }
  await savePayment(tx, selected);
  return undefined;
});
