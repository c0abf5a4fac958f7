import { randomUUID } from 'node:crypto';
import { opsMatchingDecide, opsMatchingShow } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import { keepMatchingDecision, type MatchingDecision, matchingDecisions } from '../store/matching.ts';

const SHOWN = 50;

const told = ({ decidedAt, ...decision }: MatchingDecision) => ({ ...decision, decidedAt: decidedAt.toISOString() });

/**
 * Answers `matching_decide`: keeps a tenant's decision on whether authors of Reddit and X may be matched with what stands elsewhere. To
 * turn it on the tenant names the basis and confirms it; refuses with `basis_not_confirmed` otherwise. It counts for what is decided
 * afterwards: nothing that was told of before is looked for again.
 */
export const decideMatchingResponder: Responder = respond(
  opsMatchingDecide.request('enrichment'),
  async ({ decide, input }) => {
    const { actor, basis, isConfirmed, isOn, reason, tenantId } = input;
    if (isOn && (basis === null || !isConfirmed)) {
      const detail = 'To match authors with what stands elsewhere, name the legal basis and confirm that it is yours';
      return { refused: 'basis_not_confirmed', detail };
    }
    const id = randomUUID();
    const decision = await decide(tenantId, { cause: `matching ${id}`, correlationId: id }, async ({ now, tx }) => {
      const decided = { isOn, basis: isOn ? basis : null, actor, reason, decidedAt: now };
      await keepMatchingDecision(tx, id, decided);
      return decided;
    });
    return { ok: { decisions: [told(decision)] } };
  },
);

/** Answers `matching_show`: a tenant's decisions, newest first; none means that it is off. */
export const showMatchingResponder: Responder = respond(
  opsMatchingShow.request('enrichment'),
  async ({ input, read }) => {
    const decisions = await read(input.tenantId, (tx) => matchingDecisions(tx, SHOWN));
    return { ok: { decisions: decisions.map(told) } };
  },
);
