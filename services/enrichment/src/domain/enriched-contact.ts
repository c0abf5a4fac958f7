import type { contactEnriched, PayloadOf } from '@loop/contracts';

/** One way to reach someone, as `contact.enriched` tells it. */
export type EnrichedContact = PayloadOf<typeof contactEnriched>['contacts'][number];
