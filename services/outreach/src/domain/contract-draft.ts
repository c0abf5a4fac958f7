import type { contractDrafted, PayloadOf } from '@loop/contracts';

/** A version of a statement of work, as client-portal published it. */
export type ContractDraft = PayloadOf<typeof contractDrafted>;

/** A draft as this service kept it, perhaps when its event was still of version 1. */
export type KeptDraft = Omit<ContractDraft, 'milestones'> & { readonly milestones: readonly KeptMilestone[] };

type Milestone = ContractDraft['milestones'][number];
type KeptMilestone = Omit<Milestone, 'workDays'> & Partial<Pick<Milestone, 'workDays'>>;

/** The draft in today's form: where it was kept before drafts told how long the work takes, that is not known. */
export function currentDraft(kept: KeptDraft): ContractDraft {
  return { ...kept, milestones: kept.milestones.map((milestone) => ({ workDays: null, ...milestone })) };
}
