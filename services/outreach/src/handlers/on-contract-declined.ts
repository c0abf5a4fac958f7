import { contractDeclined } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { declineContract, lockContract } from '../store/contracts.ts';

/** The client said no: nothing more is written about the contract. */
export const onContractDeclined = on(contractDeclined, async ({ event, tx }) => {
  const { contractId, declinedAt } = event.data;
  if ((await lockContract(tx, contractId)) === undefined) return notYet('contract not known', contractId);
  await declineContract(tx, contractId, new Date(declinedAt));
  return undefined;
});
