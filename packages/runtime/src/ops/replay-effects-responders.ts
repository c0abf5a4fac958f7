import { opsReplayArm, opsReplayDisarm, opsReplayEffects } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { loadJob } from '../replay/replay-rows.ts';
import { type Acting, audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';

interface Row {
  readonly effect: string;
  readonly provider: string;
  readonly state: string;
  readonly count: number;
}

/** Answers what a reprocess asked for outside, and the second confirmation that frees it, or cancels it. */
export function replayEffectsResponders(builtIn: BuiltIn): readonly Responder[] {
  const { core, definition } = builtIn;
  return [
    respond(opsReplayEffects.request(definition.name), async ({ input }) => {
      if ((await loadJob(core.runtimePool, input.replayId)) === undefined) return NOT_FOUND;
      const items = await transaction(core.runtimePool, (session) =>
        session.sql<Row>(
          `SELECT name AS effect, provider, state, count(*) AS count FROM effects WHERE replay_id = $1
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 500`,
          [input.replayId],
        ),
      );
      return { ok: { items } };
    }),
    respond(opsReplayArm.request(definition.name), async ({ input }) => {
      const answer = await end(builtIn, input, 'ready');
      core.pokes.effects();
      return answer;
    }),
    respond(opsReplayDisarm.request(definition.name), ({ input }) => end(builtIn, input, 'cancelled')),
  ];
}

const NOT_FOUND = { refused: 'not_found', detail: 'There is no such replay' } as const;

interface Decided extends Acting {
  readonly replayId: string;
  readonly expected: number;
}

/** Ends the holding of a job's effects, all or, when their number is another than the operator was shown, none. */
async function end({ core }: BuiltIn, input: Decided, state: 'ready' | 'cancelled') {
  const { replayId, expected } = input;
  const job = await loadJob(core.runtimePool, replayId);
  if (job === undefined) return NOT_FOUND;
  if (job.state === 'running') {
    return { refused: 'still_running', detail: 'The replay is running: wait for its end, or pause it' } as const;
  }
  const changed = await transaction(core.runtimePool, async (session) => {
    const held = await session.sql(`SELECT 1 FROM effects WHERE replay_id = $1 AND state = 'held' FOR UPDATE`, [
      replayId,
    ]);
    if (held.length !== expected && held.length > 0) return held.length;
    void session.sql(
      `UPDATE effects SET state = $2, ended_at = CASE $2 WHEN 'cancelled' THEN now() END WHERE replay_id = $1 AND state = 'held'`,
      [replayId, state],
    );
    audit(session, input, state === 'ready' ? 'arm replay' : 'disarm replay', { replayId, effects: held.length });
    return { changed: held.length };
  });
  if (typeof changed === 'number') {
    return { refused: 'count_differs', detail: `${changed} effects are held, not ${expected}` } as const;
  }
  return { ok: changed };
}
