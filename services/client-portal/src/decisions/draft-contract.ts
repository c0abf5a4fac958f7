import { contractDrafted } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Match } from '../domain/match-service.ts';
import { draftStatement, type Mode, statementJson, statementSummary } from '../domain/statement.ts';
import { sha256 } from '../proofs/sha256.ts';
import { insertVersion } from '../store/contract-versions.ts';
import { insertContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import type { KeptOpportunity } from '../store/opportunities.ts';

/** What a contract is drafted from. */
export interface DraftOrder {
  readonly opportunity: KeptOpportunity;
  readonly match: Match;
  readonly mode: Mode;
  /** Whom it is drafted for. */
  readonly contactId: string;
}

/** Drafts version 1 of an opportunity's contract and publishes it. The opportunity must be locked, and undecided before. */
export async function draftContract(decision: Decision, order: DraftOrder): Promise<void> {
  const { tenantId, tx, now, correlationId, traceparent, emit } = decision;
  const { opportunity, match, mode, contactId } = order;
  const { opportunityId } = opportunity;
  const version = 1;
  const contractId = idFrom(tenantId, 'contract', opportunityId);
  const statement = draftStatement(match, opportunity, {
    contractId,
    version,
    mode,
    now,
    milestoneId: (position) => idFrom(tenantId, 'milestone', contractId, version, position),
  });
  const statementText = canonicalJson(statementJson(statement));
  const statementSha256 = sha256(statementText);
  const validUntil = new Date(statement.validUntil);
  await insertContract(tx, { contractId, opportunityId, correlationId, traceparent, contactId, version });
  await insertVersion(tx, { contractId, version }, { statementText, statementSha256, validUntil }, now);
  const details = { version, statementSha256, service: statement.service.tier, reasons: match.reasons };
  const { position } = await putOnRecord(tx, { contractId, kind: 'drafted', at: now, details });
  const { title, service, scope, exclusions, milestones, totalMinor, currency, market } = statement;
  emit(
    contractDrafted,
    {
      contractId,
      opportunityId,
      version,
      title,
      service: { code: service.code, name: service.name, tier: service.tier },
      summary: statementSummary(statement),
      scope: [...scope],
      exclusions: [...exclusions],
      milestones: [...milestones],
      totalMinor,
      currency,
      mode,
      market,
      validUntil: statement.validUntil,
      statementSha256,
    },
    { sequence: position },
  );
}
