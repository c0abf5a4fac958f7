import { contractDrafted } from '@loop/contracts';
import { on } from '@loop/runtime';
import { keepContract, lockContract } from '../store/contracts.ts';
import { keepMilestones } from '../store/payments.ts';

/** Keeps what the newest version of a contract owes, milestone by milestone. An older version that comes late is dropped. */
export const onContractDrafted = on(contractDrafted, async ({ correlationId, event, tx }) => {
  const known = await lockContract(tx, event.data.contractId);
  if (known !== undefined && known.version >= event.data.version) return;
  await keepContract(tx, event.data, correlationId);
  await keepMilestones(tx, event.data);
});
