import { contractPresented } from '@loop/contracts';
import { type NotYet, notYet, on } from '@loop/runtime';
import { CONTRACT_TRANSITIONS } from '../domain/contract.ts';
import { changeContract, lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import { keepPresentation, lockPresentation, markPresented } from '../store/presentations.ts';

/**
 * Notes that a contract was put before its client, and to which address: codes go there. Comes late where the client was
 * quick; then it changes no status any more.
 */
export const onContractPresented = on(
  contractPresented,
  async ({ event: { data }, tx }): Promise<NotYet | undefined> => {
    const { contractId, presentationId, channel, contactId, presentedAt } = data;
    const contract = await lockContract(tx, contractId);
    if (contract === undefined) return notYet('contract not known', contractId);
    await keepPresentation(tx, presentationId, contractId);
    const presentation = await lockPresentation(tx, presentationId);
    if (presentation?.presentedAt !== null) return undefined;
    const at = new Date(presentedAt);
    await markPresented(tx, presentationId, channel, at);
    const details = { presentationId, channel, provider: data.provider, version: data.version };
    await putOnRecord(tx, { contractId, kind: 'presented', at, details });
    const status = CONTRACT_TRANSITIONS[contract.status].present === 'presented' ? 'presented' : contract.status;
    await changeContract(tx, contractId, contract.signedAt === null ? { status, contactId } : { status });
    return undefined;
  },
);
