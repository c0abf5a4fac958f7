import {
  opsDeadLettersCount,
  opsDeadLettersDiscard,
  opsDeadLettersGroups,
  opsDeadLettersList,
  opsDeadLettersRedrive,
  opsDeadLettersShow,
} from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { type Session, transaction } from '../db/session.ts';
import { chooseLetters, type LetterFilter, MATCHING, matchingValues, REDRIVABLE } from '../replay/redrive.ts';
import { openJob } from '../replay/replay-rows.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';
import { progressOf } from './replay-progress.ts';

interface Chosen {
  readonly filter: LetterFilter;
  readonly expected: number;
  readonly cap: number;
}

interface GroupRow {
  readonly group_id: string;
  readonly error_group: string;
  readonly subject: string;
  readonly reason: string;
  readonly count: number;
  readonly oldest_at: Date;
  readonly newest_at: Date;
  readonly sample_id: string;
}

interface Row {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly event_id: string | null;
  readonly subject: string;
  readonly reason: string;
  readonly error: string;
  readonly state: 'open' | 'redriven' | 'discarded';
  readonly dead_at: Date;
  readonly history: readonly { readonly at: string; readonly error: string }[];
  readonly delivery: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly place: string;
}

const SELECT = `SELECT *, to_char(dead_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || id AS place FROM dead_letters`;

function letterOf(row: Row) {
  return {
    deadLetterId: row.id,
    tenantId: row.tenant_id,
    eventId: row.event_id ?? 'unreadable',
    subject: row.subject,
    handler: row.event_id === null ? null : `on ${row.subject}`,
    reason: row.reason,
    error: row.error || row.reason,
    attempts: row.history.length,
    status: row.state,
    failedAt: row.dead_at.toISOString(),
  };
}

/** Answers the commands about dead letters. Redriving hands events to this service's own handlers only, never to the stream. */
export function deadLetterResponders(builtIn: BuiltIn): readonly Responder[] {
  const answers = [list, show, groups, counted, redrive, discard];
  return answers.map((answer) => answer(builtIn));
}

function list({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersList.request(definition.name), async ({ input }) => {
    const rows = await transaction(core.runtimePool, (session) =>
      session.sql<Row>(
        `SELECT * FROM (${SELECT}) d
          WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR reason = $3)
            AND state = $4 AND ($5::text IS NULL OR place < $5) ORDER BY place DESC LIMIT $6`,
        [input.tenantId, input.subject, input.reason, input.status ?? 'open', input.cursor, input.limit + 1],
      ),
    );
    const page = rows.slice(0, input.limit);
    return {
      ok: { items: page.map(letterOf), nextCursor: rows.length > input.limit ? (page.at(-1)?.place ?? null) : null },
    };
  });
}

function show({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersShow.request(definition.name), async ({ input }) => {
    const [row] = await transaction(core.runtimePool, (session) =>
      session.sql<Row>(`${SELECT} WHERE id = $1`, [input.deadLetterId]),
    );
    if (row === undefined) return { refused: 'not_found', detail: 'There is no such dead letter' };
    const headers = Object.entries(row.delivery).map(([name, value]) => [name, String(value)]);
    const history = row.history.map(({ at, error }) => ({ at, what: 'failed', by: definition.name, detail: error }));
    return { ok: { ...letterOf(row), headers: Object.fromEntries(headers), body: row.body, history } };
  });
}

function groups({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersGroups.request(definition.name), async ({ input }) => {
    const rows = await transaction(core.runtimePool, (session) =>
      session.sql<GroupRow>(
        `SELECT left(md5(error_group), 12) AS group_id, error_group, count(*) AS count, min(dead_at) AS oldest_at, max(dead_at) AS newest_at,
           (array_agg(id ORDER BY dead_at DESC))[1] AS sample_id, min(subject) AS subject, min(reason) AS reason
         FROM dead_letters WHERE ${MATCHING} GROUP BY error_group ORDER BY count(*) DESC, error_group LIMIT 200`,
        matchingValues(input),
      ),
    );
    return {
      ok: {
        items: rows.map((row) => ({
          group: row.group_id,
          subject: row.subject,
          reason: row.reason,
          error: row.error_group.replace(`${row.subject} ${row.reason}: `, '') || row.reason,
          count: row.count,
          oldestAt: row.oldest_at.toISOString(),
          newestAt: row.newest_at.toISOString(),
          sampleId: row.sample_id,
        })),
      },
    };
  });
}

function counted({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersCount.request(definition.name), async ({ input }) => {
    const found = await transaction(core.runtimePool, (session) => count(session, input));
    return { ok: found };
  });
}

async function count(session: Session, filter: LetterFilter) {
  const [row] = await session.sql<{ matching: number; redrivable: number; sample: string[] | null }>(
    `SELECT count(*) AS matching, count(*) FILTER (WHERE ${REDRIVABLE}) AS redrivable, (array_agg(id ORDER BY dead_at DESC))[1:5] AS sample
       FROM dead_letters WHERE ${MATCHING}`,
    matchingValues(filter),
  );
  return { matching: row?.matching ?? 0, redrivable: row?.redrivable ?? 0, sampleIds: row?.sample ?? [] };
}

type Refused = 'no_filter' | 'count_differs' | 'over_cap';

/** Why letters are not acted on: nobody said which, there are others than the operator was shown, or too many. */
function refusalOf(found: number, { filter, expected, cap }: Chosen): { refused: Refused; detail: string } | undefined {
  if (Object.values(filter).every((part) => part === null)) {
    return { refused: 'no_filter', detail: `Say which: all ${found} open dead letters of this service match` };
  }
  if (found > cap) return { refused: 'over_cap', detail: `${found} dead letters match, more than the cap of ${cap}` };
  if (found !== expected) return { refused: 'count_differs', detail: `${found} dead letters match, not ${expected}` };
  return undefined;
}

function redrive({ core, definition, replays }: BuiltIn): Responder {
  return respond(opsDeadLettersRedrive.request(definition.name), async ({ input }) => {
    const { replayId, name, filter, actor, reason, ratePerSecond } = input;
    const job = await transaction(core.runtimePool, async (session) => {
      const { redrivable } = await count(session, filter);
      const refused = refusalOf(redrivable, input);
      if (refused !== undefined) return refused;
      const none = {
        stream: null,
        slot: null,
        subject: filter.subject,
        last_sequence: null,
        only_key: null,
        only_events: null,
      };
      const opened = await openJob(session, {
        ...{ id: replayId, name, mode: 'redrive', expected: redrivable, first_sequence: 0, actor, reason },
        ...{ ...none, only_tenant: filter.tenantId, rate_per_second: ratePerSecond },
      });
      if (opened === 'already_started' || opened === 'name_taken') {
        return { refused: opened, detail: 'A job of this id or name was started before' };
      }
      if (typeof opened === 'string') throw new Error(`A redrive was refused as ${opened}`);
      chooseLetters(session, replayId, filter);
      audit(session, input, 'redrive dead letters', { replayId, filter, count: redrivable });
      return opened;
    });
    if ('refused' in job) return job;
    replays.run(job);
    return { ok: await progressOf(core.runtimePool, job) };
  });
}

function discard({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersDiscard.request(definition.name), async ({ input }) =>
    transaction(core.runtimePool, async (session) => {
      const { matching } = await count(session, input.filter);
      const refused = refusalOf(matching, input);
      if (refused !== undefined) return refused;
      audit(session, input, 'discard dead letters', { filter: input.filter, count: matching });
      const discarded = await session.sql(
        `UPDATE dead_letters SET state = 'discarded', ended_at = now() WHERE ${MATCHING} RETURNING 1`,
        matchingValues(input.filter),
      );
      return { ok: { discarded: discarded.length } };
    }),
  );
}
