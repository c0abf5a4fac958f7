import type { PreviewForgetting } from '@loop/runtime';
import { findContractsOf, isKept } from '../store/contracts.ts';
import { countOpportunities } from '../store/opportunities.ts';

/** Counts what forgetting a person erases of their opportunities and contracts, and names the contracts that stay. */
export const previewForgetting: PreviewForgetting = async (tx, { contactId, opportunityIds }) => {
  const [contracts, opportunities] = await Promise.all([
    findContractsOf(tx, contactId, opportunityIds),
    countOpportunities(tx, opportunityIds),
  ]);
  const kept = contracts.filter(isKept);
  const running = kept.filter(({ status }) => status === 'signed').length;
  return {
    erased: { opportunities, contracts_withdrawn: contracts.length - kept.length },
    kept:
      kept.length === 0
        ? []
        : [
            {
              what: `signed contracts with statement, signer, evidence and deliveries (${running} under way: their client gets no more mail)`,
              rows: kept.length,
              basis: 'GDPR Art. 17(3)(e): establishment, exercise or defence of legal claims',
            },
          ],
    keptCorrelationIds: kept.map(({ correlationId }) => correlationId),
  };
};
