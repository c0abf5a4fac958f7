import type { contractDrafted, PayloadOf } from '@loop/contracts';

/** A version of a statement of work, as client-portal published it. */
export type ContractDraft = PayloadOf<typeof contractDrafted>;
