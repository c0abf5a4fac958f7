import { contractDeclined } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { type ContractRefusal, decideContract } from '../domain/contract.ts';
import { findVersion } from '../store/contract-versions.ts';
import { changeContract, lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';

/** Declines a contract, with the client's reason if they gave one. Null when it is declined, also before. */
export async function declineContract(
  decision: Decision,
  contractId: string,
  version: number,
  reason: string | null,
): Promise<ContractRefusal | null> {
  const { tx, now, emit } = decision;
  const contract = await lockContract(tx, contractId);
  const found = contract && (await findVersion(tx, contractId, contract.version));
  if (contract === undefined || found === undefined) return { refused: 'closed', detail: 'This offer is closed.' };
  const state = { ...found, status: contract.status, version: contract.version };
  const decided = decideContract(state, { type: 'decline', version });
  if ('refused' in decided) return decided;
  if (decided.events.length === 0) return null;
  await changeContract(tx, contractId, { status: 'declined' });
  const { position } = await putOnRecord(tx, { contractId, kind: 'declined', at: now, details: { version } });
  emit(contractDeclined, { contractId, version, reason, declinedAt: now.toISOString() }, { sequence: position });
  return null;
}
