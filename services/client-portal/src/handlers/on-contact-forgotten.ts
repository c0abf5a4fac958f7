import { contactForgotten } from '@loop/contracts';
import { identitiesOf, on, requestErasure, type Tx } from '@loop/runtime';
import { decideContract } from '../domain/contract.ts';
import { eraseStatements, findVersion } from '../store/contract-versions.ts';
import { type Contract, changeContract, isKept, lockContractsOf } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import { rememberForgotten } from '../store/forgotten.ts';
import { eraseOpportunities } from '../store/opportunities.ts';
import { revokeLinks } from '../store/presentations.ts';
import { dropWaiting } from '../store/waiting-drafts.ts';

/**
 * Erases what is kept of a person and remembers not to take them up again. A contract they signed stays, with its evidence:
 * both sides may need it (GDPR Art. 17(3)(e)); every other one is withdrawn, its words erased and its links closed.
 */
export const onContactForgotten = on(contactForgotten, async ({ event: { data, id }, tx, now }) => {
  const { contactId, opportunityIds, forgottenAt } = data;
  const identities = identitiesOf(data);
  const contracts = await lockContractsOf(tx, contactId, opportunityIds);
  const opportunities = [...new Set([...opportunityIds, ...contracts.map((contract) => contract.opportunityId)])];
  await rememberForgotten(
    tx,
    [
      `contact:${contactId}`,
      ...opportunities.map((opportunityId) => `opportunity:${opportunityId}`),
      ...identities.map(({ kind, valueSha256 }) => `identity:${kind}:${valueSha256}`),
    ],
    new Date(forgottenAt),
  );
  await Promise.all([eraseOpportunities(tx, opportunities), dropWaiting(tx, opportunities)]);
  for (const contract of contracts) await forgetContract(tx, contract, now);
  await requestErasure(tx, id, {
    ids: [contactId, ...opportunities, ...contracts.map((contract) => contract.contractId)],
    identities,
    kept: contracts.filter(isKept).map(({ correlationId }) => correlationId),
  });
});

async function forgetContract(tx: Tx, contract: Contract, now: Date): Promise<void> {
  if (isKept(contract)) return;
  const { contractId, status, version } = contract;
  const found = await findVersion(tx, contractId, version);
  const state = {
    status,
    version,
    statementSha256: found?.statementSha256 ?? '',
    validUntil: found?.validUntil ?? now,
  };
  const decision = decideContract(state, { type: 'withdraw' });
  await revokeLinks(tx, contractId, now);
  await eraseStatements(tx, contractId);
  if ('refused' in decision || decision.events.length === 0) return;
  await changeContract(tx, contractId, { status: 'withdrawn' });
  await putOnRecord(tx, { contractId, kind: 'withdrawn', at: now, details: { reason: 'forgotten' } });
}
