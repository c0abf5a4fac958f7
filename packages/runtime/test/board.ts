import { contactEnriched, contactForgotten, contractDrafted, opportunityFound } from '@loop/contracts';
import { eventRows, on, onMany, type ServiceDefinition, sqlFor } from '@loop/runtime';
import { type Generated, sql as raw } from 'kysely';
import { sample, toyService } from './toy.ts';

interface Tables {
  board: { tenant_id: Generated<string>; opportunity_id: string; title: string; seen: Generated<number> };
  unwelcome: { opportunity_id: string };
}

const sql = sqlFor<Tables>();

/** Counts how often an opportunity was seen: an event that is applied twice, or left out, shows. */
function onFound(version: () => string, broken: ReadonlySet<string>) {
  return on(
    opportunityFound,
    async ({ event: { data }, tx }) => {
      const { opportunityId } = data;
      if (broken.has(opportunityId)) throw new Error('cannot be handled');
      const unwelcome = sql
        .selectFrom('unwelcome')
        .select('opportunity_id')
        .where('opportunity_id', '=', opportunityId);
      if ((await tx.first(unwelcome)) !== undefined) return;
      const row = sql.insertInto('board').values({ opportunity_id: opportunityId, title: version() });
      await tx.run(
        row.onConflict((conflict) =>
          conflict.columns(['tenant_id', 'opportunity_id']).doUpdateSet((eb) => ({ seen: eb('board.seen', '+', 1) })),
        ),
      );
    },
    { projection: true },
  );
}

/** The same, one statement for all of a batch's events. */
function onFoundMany(version: () => string) {
  return onMany(
    opportunityFound,
    async ({ events, tx }) => {
      const found = eventRows(events, { opportunity_id: ['uuid', ({ data }) => data.opportunityId] });
      const rows = sql
        .selectFrom(found.as('found'))
        .select(() => [
          raw<string>`tenant_id`.as('tenant_id'),
          raw<string>`opportunity_id`.as('opportunity_id'),
          raw<string>`${version()}::text`.as('title'),
          raw<number>`count(*)::integer`.as('seen'),
        ])
        .where(raw<boolean>`NOT EXISTS (SELECT 1 FROM unwelcome u
          WHERE u.tenant_id = found.tenant_id AND u.opportunity_id = found.opportunity_id)`)
        .groupBy([raw`tenant_id`, raw`opportunity_id`])
        .orderBy(raw`2`);
      await tx.run(
        sql
          .insertInto('board')
          .columns(['tenant_id', 'opportunity_id', 'title', 'seen'])
          .expression(rows)
          .onConflict((conflict) =>
            conflict
              .columns(['tenant_id', 'opportunity_id'])
              .doUpdateSet((eb) => ({ seen: eb('board.seen', '+', eb.ref('excluded.seen')) })),
          ),
      );
    },
    { projection: true },
  );
}

const onForgotten = on(contactForgotten, async ({ event: { data }, tx }) => {
  for (const opportunity_id of data.opportunityIds)
    await tx.run(sql.insertInto('unwelcome').values({ opportunity_id }));
  await tx.run(sql.deleteFrom('board').where('opportunity_id', 'in', data.opportunityIds));
});

/** Marked as a projection, and none. */
const onEnriched = on(contactEnriched, async ({ emit }) => void emit(contractDrafted, sample(contractDrafted)), {
  projection: true,
});

/** The portal, played by a toy that keeps a board of opportunities. Its rows are titled by the version of the code. */
export function boardService(version: () => string, broken: ReadonlySet<string> = new Set()): ServiceDefinition {
  return toyService('client-portal', [onFound(version, broken), onForgotten, onEnriched]);
}

/** The same service with a set-based handler. */
export function setBasedBoardService(version: () => string): ServiceDefinition {
  return toyService('client-portal', [onFoundMany(version), onForgotten]);
}
