import { contactForgotten } from '@loop/contracts';
import { on } from '@loop/runtime';
import { eraseDeliveries } from '../store/deliveries.ts';

/** Empties the stored deliveries that speak of a person who is to be forgotten. */
export const onContactForgotten = on(contactForgotten, async ({ event, tx }) => {
  const { identities, forgottenAt } = event.data;
  await eraseDeliveries(
    tx,
    identities.map(({ valueSha256 }) => valueSha256),
    new Date(forgottenAt),
  );
});
