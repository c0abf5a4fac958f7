import { contractNotDrafted } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { matchService } from '../domain/match-service.ts';
import { plainText } from '../domain/read-post.ts';
import type { Mode } from '../domain/statement.ts';
import { type KeptOpportunity, markDecided } from '../store/opportunities.ts';
import { draftContract } from './draft-contract.ts';

/** What came of the decision; `decided_before` where it was made earlier: nothing is done again. */
export type Drafted = 'drafted' | 'not_drafted' | 'decided_before';

/** Drafts a contract for an opportunity, once, or says why none of our services fits. The opportunity is locked. */
export async function decideDraft(
  decision: Decision,
  opportunity: KeptOpportunity,
  contactId: string,
  mode: Mode,
): Promise<Drafted> {
  const { emit, now, tx } = decision;
  const { opportunityId } = opportunity;
  if (!(await markDecided(tx, opportunityId, now))) return 'decided_before';
  const text = plainText([opportunity.title, opportunity.text].filter((part) => part !== null).join('\n'));
  const match = matchService({ text, postedAt: opportunity.postedAt }, now);
  if ('notDrafted' in match) {
    emit(contractNotDrafted, { opportunityId, reason: match.notDrafted, detail: match.detail });
    return 'not_drafted';
  }
  await draftContract(decision, { opportunity, match, mode, contactId });
  return 'drafted';
}
