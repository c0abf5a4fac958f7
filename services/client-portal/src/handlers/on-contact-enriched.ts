import { contactEnriched, contractNotDrafted } from '@loop/contracts';
import { type EventHandler, type NotYet, notYet, on } from '@loop/runtime';
import { draftContract } from '../decisions/draft-contract.ts';
import { matchService } from '../domain/match-service.ts';
import { plainText } from '../domain/read-post.ts';
import type { Mode } from '../domain/statement.ts';
import { sha256 } from '../proofs/sha256.ts';
import { isAnyForgotten } from '../store/forgotten.ts';
import { lockOpportunity, markDecided } from '../store/opportunities.ts';

/** Drafts a contract for an opportunity whose author can be reached, once; or says why not. */
export function onContactEnriched(mode: Mode): EventHandler {
  return on(contactEnriched, async (handling): Promise<NotYet | undefined> => {
    const { event, tx, emit, now } = handling;
    const { opportunityId, contacts, bestContactId } = event.data;
    const subjects = contacts.flatMap(({ contactId, kind, value }) => [
      `contact:${contactId}`,
      `identity:${kind}:${sha256(`${kind}:${value}`)}`,
    ]);
    if (await isAnyForgotten(tx, [`opportunity:${opportunityId}`, ...subjects])) {
      emit(contractNotDrafted, { opportunityId, reason: 'forgotten', detail: 'The author asked to be forgotten' });
      return undefined;
    }
    const opportunity = await lockOpportunity(tx, opportunityId);
    if (opportunity === undefined) return notYet('opportunity not known', opportunityId);
    if (!(await markDecided(tx, opportunityId, now))) return undefined;
    const text = plainText([opportunity.title, opportunity.text].filter((part) => part !== null).join('\n'));
    const match = matchService({ text, postedAt: opportunity.postedAt }, now);
    if ('notDrafted' in match) {
      emit(contractNotDrafted, { opportunityId, reason: match.notDrafted, detail: match.detail });
      return undefined;
    }
    await draftContract(handling, { opportunity, match, mode, contactId: bestContactId });
    return undefined;
  });
}
