import { contactForgotten } from '@loop/contracts';
import { identitiesOf, on, requestErasure } from '@loop/runtime';
import { eraseDeliveries } from '../store/deliveries.ts';
import { rememberForgotten } from '../store/forgotten.ts';

/** Empties the stored deliveries that speak of a person who is to be forgotten, and keeps none that comes later. */
export const onContactForgotten = on(contactForgotten, async ({ event, tx }) => {
  const { contactId, opportunityIds, forgottenAt } = event.data;
  const at = new Date(forgottenAt);
  const identities = identitiesOf(event.data);
  const hashes = identities.map(({ valueSha256 }) => valueSha256);
  await rememberForgotten(tx, [...opportunityIds, ...hashes], at);
  await eraseDeliveries(tx, { identities: hashes, ids: opportunityIds }, at);
  await requestErasure(tx, event.id, { ids: [contactId, ...opportunityIds], identities, kept: [] });
});
