import type { opportunityFound, PayloadOf } from '@loop/contracts';

/** What was read of a post that was found, besides that it asks for work. */
export type Judged = NonNullable<PayloadOf<typeof opportunityFound>['judged']>;
