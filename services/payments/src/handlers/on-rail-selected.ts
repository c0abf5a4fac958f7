import { railSelected } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockContract, selectRail } from '../store/contracts.ts';

/** Keeps the rail the client picked. */
export const onRailSelected = on(railSelected, async ({ event, tx }) => {
  const { contractId, rail } = event.data;
  if ((await lockContract(tx, contractId)) === undefined) return notYet('contract not known', contractId);
  await selectRail(tx, contractId, rail);
  return undefined;
});
