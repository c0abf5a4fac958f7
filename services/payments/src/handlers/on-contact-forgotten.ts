import { contactForgotten } from '@loop/contracts';
import { identitiesOf, on, requestErasure } from '@loop/runtime';
import { eraseTitles, rememberForgotten } from '../store/forgotten.ts';

/**
 * Erases the words of milestones that were never signed for. What was signed stays with its money: amounts, operations and ledger
 * are kept by law (GDPR Art. 17(3)(b)), and name nobody.
 */
export const onContactForgotten = on(contactForgotten, async ({ event, tx }) => {
  const { contactId, forgottenAt, opportunityIds } = event.data;
  await rememberForgotten(tx, opportunityIds, new Date(forgottenAt));
  const { erasedIds, keptCorrelationIds } = await eraseTitles(tx, opportunityIds);
  await requestErasure(tx, event.id, {
    ids: [contactId, ...opportunityIds, ...erasedIds],
    identities: identitiesOf(event.data),
    kept: keptCorrelationIds,
  });
});
