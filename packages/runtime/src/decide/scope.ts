import type { Session } from '../db/session.ts';
import type { Effect } from '../decide/decision.ts';
import { resolveEffect } from '../effects/resolve-effect.ts';
import type { Decision } from './decision.ts';
import type { PendingWrites, Stamp } from './pending-writes.ts';

/**
 * Runs `work` with the {@link Decision} of one tenant, within a transaction that may hold several tenants' one after another.
 * The decision is over when `work` has answered: what it then still sends, emits or schedules throws, since it would land in
 * another tenant's decision, or nowhere.
 */
export async function decideWithin<T>(
  session: Session,
  pending: PendingWrites,
  stamp: Stamp,
  work: (decision: Decision) => Promise<T>,
): Promise<T> {
  let over = false;
  const refuseWhenOver = (): void => {
    if (over) throw new Error(`${stamp.origin.handler} went on after it had answered: await everything it starts`);
  };
  try {
    return await work(decisionOf(session, pending, stamp, refuseWhenOver));
  } finally {
    over = true;
  }
}

/** A plain object of functions, since handlers take it apart: `({ event, tx, emit }) => …`. */
function decisionOf(session: Session, pending: PendingWrites, stamp: Stamp, refuseWhenOver: () => void): Decision {
  const open = (): Session => {
    refuseWhenOver();
    return session;
  };
  return {
    tenantId: stamp.tenantId,
    tx: {
      rows: (statement) => open().rows(statement),
      first: (statement) => open().first(statement),
      run: (statement) => open().run(statement),
    },
    now: stamp.now,
    correlationId: stamp.origin.correlationId,
    traceparent: stamp.origin.traceparent,
    emit: (event, data, options = {}) => {
      refuseWhenOver();
      return pending.emit(stamp, event, data, options);
    },
    act: (effect, intent, options) => {
      refuseWhenOver();
      return Promise.resolve(pending.act(stamp, effect, intent, options));
    },
    resolve: (effect, effectId, outcome) =>
      resolveEffect(open(), effect as Effect, effectId, outcome, (correlationId) => {
        const origin = { ...stamp.origin, handler: `settle ${effect.name}`, correlationId };
        return decisionOf(session, pending, { ...stamp, origin }, refuseWhenOver);
      }),
  };
}
