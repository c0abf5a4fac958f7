import { contactEnriched, contractNotDrafted } from '@loop/contracts';
import { type EventHandler, type NotYet, notYet, on } from '@loop/runtime';
import { decideDraft } from '../decisions/decide-draft.ts';
import type { Mode } from '../domain/statement.ts';
import { sha256 } from '../proofs/sha256.ts';
import { isAnyForgotten } from '../store/forgotten.ts';
import { lockOpportunity } from '../store/opportunities.ts';
import { keepWaitingContact } from '../store/waiting-drafts.ts';

/** Drafts a contract for an opportunity whose author can be reached, once; or says why not; or waits until somebody orders it. */
export function onContactEnriched(mode: Mode): EventHandler {
  return on(contactEnriched, async (handling): Promise<NotYet | undefined> => {
    const { event, tx, emit } = handling;
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
    if (opportunity.waitsForOrder) {
      const { isOrdered } = await keepWaitingContact(tx, opportunityId, bestContactId);
      if (!isOrdered) return undefined;
    }
    await decideDraft(handling, opportunity, bestContactId, mode);
    return undefined;
  });
}
