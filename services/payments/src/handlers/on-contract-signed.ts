import { contractSigned } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockContract, signContract } from '../store/contracts.ts';

/**
 * Makes the milestones of the signed version payable. A signature over another total than that version's is a
 * contradiction between services: it throws, and ends as a dead letter.
 */
export const onContractSigned = on(contractSigned, async ({ event, tx }) => {
  const { contractId, currency, signedAt, totalMinor, version } = event.data;
  const contract = await lockContract(tx, contractId);
  if (contract === undefined || contract.version < version) return notYet('contract version not known', contractId);
  const isThisVersion = contract.version === version;
  if (isThisVersion && (contract.totalMinor !== totalMinor || contract.currency !== currency)) {
    throw new Error('The signed total is not the total of the drafted version');
  }
  await signContract(tx, contractId, version, new Date(signedAt));
  return undefined;
});
