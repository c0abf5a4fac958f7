import type { Tx } from '@loop/runtime';
import type { UnreadAnswer } from '../domain/source-page.ts';
import type { SourceQuery } from '../domain/source-query.ts';
import { storableText } from '../domain/storable-text.ts';
import { sql } from './tables.ts';

/** Answers of one source that are kept, the newest; a source that changed gives the same answer over and over. */
const KEPT_PER_SOURCE = 20;
/** They may hold what people wrote: nobody needs them for longer. */
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/** An answer of a source that could not be read, and to what. */
export interface KeptAnswer {
  readonly effectId: string;
  readonly runId: string;
  readonly source: string;
  readonly query: SourceQuery;
  readonly reason: string;
  readonly answer: UnreadAnswer;
  readonly keptAt: Date;
}

/** Keeps an answer for inspection, and lets go of old ones. The same effect's answer is kept once. */
export async function keepUnreadAnswer(tx: Tx, kept: KeptAnswer): Promise<void> {
  const { answer, effectId, keptAt, query, reason, runId, source } = kept;
  await tx.run(
    sql
      .insertInto('unread_answers')
      .values({
        effect_id: effectId,
        run_id: runId,
        source,
        query: JSON.stringify(query),
        reason,
        status: answer.status,
        content_type: answer.contentType,
        body: storableText(answer.body),
        kept_at: keptAt,
      })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'effect_id']).doNothing()),
  );
  const newest = sql
    .selectFrom('unread_answers')
    .select('effect_id')
    .where('source', '=', source)
    .orderBy('kept_at', 'desc')
    .limit(KEPT_PER_SOURCE);
  await tx.run(
    sql
      .deleteFrom('unread_answers')
      .where((row) =>
        row.or([
          row('kept_at', '<', new Date(keptAt.getTime() - KEPT_DAYS * DAY_MS)),
          row.and([row('source', '=', source), row('effect_id', 'not in', newest)]),
        ]),
      ),
  );
}

/** Erases all that is kept: who is in it cannot be told, so somebody who is to be forgotten may be. */
export async function eraseUnreadAnswers(tx: Tx): Promise<void> {
  await tx.run(sql.deleteFrom('unread_answers'));
}
