import { opsDraft } from '@loop/contracts';
import { type Decision, type Responder, respond } from '@loop/runtime';
import { decideDraft } from '../decisions/decide-draft.ts';
import type { Mode } from '../domain/statement.ts';
import { isAnyForgotten } from '../store/forgotten.ts';
import { lockOpportunity } from '../store/opportunities.ts';
import { orderDraft } from '../store/waiting-drafts.ts';

/**
 * Answers `ops.client-portal.draft`: drafts a contract for an opportunity whose run drafts none by itself. One whose author is not
 * known to be reachable yet is `waiting`: it is drafted as soon as they are. Ordering twice drafts once.
 */
export function draftResponder(mode: Mode): Responder {
  return respond(opsDraft.request('client-portal'), async ({ input, decide }) => {
    const { opportunityId, tenantId } = input;
    // The loop goes on under the opportunity's own correlation, as if nobody had been asked.
    const cause = { cause: `draft ${opportunityId}`, correlationId: opportunityId };
    const state = await decide(tenantId, cause, (decision) => order(decision, opportunityId, mode));
    return state === undefined
      ? { refused: 'not_found', detail: 'There is no such opportunity, or its author asked to be forgotten' }
      : { ok: { opportunityId, state } };
  });
}

async function order(decision: Decision, opportunityId: string, mode: Mode) {
  const { now, tx } = decision;
  const opportunity = await lockOpportunity(tx, opportunityId);
  if (opportunity === undefined) return undefined;
  const { contactId } = await orderDraft(tx, opportunityId, now);
  if (contactId === null) return 'waiting' as const;
  if (await isAnyForgotten(tx, [`opportunity:${opportunityId}`, `contact:${contactId}`])) return undefined;
  return decideDraft(decision, opportunity, contactId, mode);
}
