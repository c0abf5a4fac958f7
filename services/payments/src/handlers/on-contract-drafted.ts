import { contractDrafted } from '@loop/contracts';
import { on } from '@loop/runtime';
import { keepContract, lockContract } from '../store/contracts.ts';
import { ERASED_TITLE, isForgotten } from '../store/forgotten.ts';
import { keepMilestones } from '../store/payments.ts';

/**
 * Keeps what the newest version of a contract owes, milestone by milestone. An older version that comes late is dropped. Of somebody
 * who was forgotten meanwhile it keeps the figures alone.
 */
export const onContractDrafted = on(contractDrafted, async ({ correlationId, event, tx }) => {
  const known = await lockContract(tx, event.data.contractId);
  if (known !== undefined && known.version >= event.data.version) return;
  await keepContract(tx, event.data, correlationId);
  const isErased = await isForgotten(tx, event.data.opportunityId);
  const milestones = event.data.milestones.map((one) => ({ ...one, title: ERASED_TITLE }));
  await keepMilestones(tx, isErased ? { ...event.data, milestones } : event.data);
});
