import { randomUUID } from 'node:crypto';
import { opsPaymentsReconcile } from '@loop/contracts';
import { auditAct, type Decision, type Responder, respond } from '@loop/runtime';
import type { MatchContext } from '../effects/match-effects.ts';
import { startMatch, windowToMatch } from '../effects/start-match.ts';

/** Answers `ops.payments.payments_reconcile`: the daily match, now. Asked again while it runs, nothing more is begun. */
export function reconcileResponder(rails: readonly MatchContext[]): Responder {
  return respond(opsPaymentsReconcile.request('payments'), async ({ decide, input }) => {
    if (rails.length === 0) {
      return { refused: 'payments_not_configured', detail: 'No configured rail lists its account; see `loop status`' };
    }
    const runs = await decide(input.tenantId, { cause: `reconcile ${randomUUID()}` }, async (decision) => {
      await auditAct(decision.tx, input, 'payments_reconcile', { rails: rails.map(({ rail }) => rail).join(', ') });
      const begun = [];
      for (const context of rails) begun.push(await begin(decision, context));
      return begun;
    });
    return { ok: { runs } };
  });
}

async function begin(decision: Decision, context: MatchContext) {
  const { rail: provider } = context;
  const window = await windowToMatch(decision, provider);
  if (window === undefined) return { provider, runId: null, state: 'nothing_to_match' as const };
  const runId = await startMatch(decision, context, 'balance', window, randomUUID());
  return runId === undefined
    ? { provider, runId: null, state: 'under_way' as const }
    : { provider, runId, state: 'started' as const };
}
