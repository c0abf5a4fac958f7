import type { Session } from '../db/session.ts';
import type { Effect } from '../decide/decision.ts';
import { resolveEffect } from '../effects/resolve-effect.ts';
import type { Decision } from './decision.ts';
import type { PendingWrites, Stamp } from './pending-writes.ts';

/**
 * The {@link Decision} of one tenant within a transaction that may hold several. A plain object of functions, since handlers
 * take it apart: `({ event, tx, emit }) => …`.
 */
export function decisionScope(session: Session, pending: PendingWrites, stamp: Stamp): Decision {
  return {
    tenantId: stamp.tenantId,
    tx: session,
    now: stamp.now,
    correlationId: stamp.origin.correlationId,
    emit: (event, data, options = {}) => pending.emit(stamp, event, data, options),
    act: (effect, intent, options) => Promise.resolve(pending.act(stamp, effect, intent, options)),
    resolve: (effect, effectId, outcome) =>
      resolveEffect(session, effect as Effect, effectId, outcome, (correlationId) => {
        const origin = { ...stamp.origin, handler: `settle ${effect.name}`, correlationId };
        return decisionScope(session, pending, { ...stamp, origin });
      }),
  };
}
