import { contractPresentationFailed } from '@loop/contracts';
import { type NotYet, notYet, on } from '@loop/runtime';
import { lockContract } from '../store/contracts.ts';
import { keepPresentation, markFailed } from '../store/presentations.ts';

/** Notes why a contract could not be put before its client. The contract stays as it is: another try may follow. */
export const onContractPresentationFailed = on(
  contractPresentationFailed,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const { contractId, presentationId, reason, failedAt } = data;
    if ((await lockContract(tx, contractId)) === undefined) return notYet('contract not known', contractId);
    await keepPresentation(tx, presentationId, contractId);
    await markFailed(tx, presentationId, reason, new Date(failedAt));
    return undefined;
  },
);
