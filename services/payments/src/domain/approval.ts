import type { Approval } from './money-state.ts';
import type { Payment } from './payment.ts';

/** What the client, or we, say about a milestone's work. */
export type ApprovalMove = 'submitted' | 'revision_requested' | 'approved' | 'disputed';

type Moves = Readonly<Partial<Record<ApprovalMove, Approval>>>;

const UNDECIDED: Moves = {
  submitted: 'submitted',
  revision_requested: 'revision',
  approved: 'approved',
  disputed: 'disputed',
};

/**
 * Every legal move. An approval is final with us: it is the proof a capture cites. A dispute ends by an approval alone,
 * not by work that is handed in meanwhile.
 */
export const APPROVAL_TRANSITIONS: Readonly<Record<Approval, Moves>> = {
  none: UNDECIDED,
  submitted: UNDECIDED,
  revision: UNDECIDED,
  disputed: { approved: 'approved' },
  approved: {},
};

/**
 * What a statement about the work changes, or undefined when it changes nothing: because it comes after an approval, or because
 * something newer was said before it arrived. `saidAt` is when it was said, in domain time.
 */
export function moveApproval(
  { approval, approvalSaidAt }: Pick<Payment, 'approval' | 'approvalSaidAt'>,
  move: Exclude<ApprovalMove, 'approved'>,
  saidAt: Date,
): Pick<Payment, 'approval' | 'approvalSaidAt'> | undefined {
  const next = APPROVAL_TRANSITIONS[approval][move];
  const isOld = approvalSaidAt !== null && saidAt < approvalSaidAt && move !== 'disputed';
  return next === undefined || isOld ? undefined : { approval: next, approvalSaidAt: saidAt };
}
