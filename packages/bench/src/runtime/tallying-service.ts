import { contactEnriched, opportunityFound, type PayloadOf } from '@loop/contracts';
import { eventRows, onMany, type ServiceDefinition, sqlFor } from '@loop/runtime';
import { sql } from 'kysely';
import { benchService } from '../harness/bench-service.ts';

interface Tables {
  tallies: { tenant_id: string; entity_id: string; events: number; note: string };
}

const db = sqlFor<Tables>();

/** What is emitted for each opportunity: one contact, with the opportunity's id some 450 bytes as JSON. */
export const CONTACT: Omit<PayloadOf<typeof contactEnriched>, 'opportunityId'> = {
  contacts: [
    {
      contactId: '0192f0c4-7a10-7003-8c3e-5b1d2f4a6003',
      kind: 'email',
      value: 'quillmarsh@pottery.example',
      rule: 'email.plain',
      source: { where: 'text', url: 'https://news.example/item?id=46100217', start: 159, end: 187 },
      score: 0.95,
      reasons: ['written by the author', 'the domain receives mail'],
      check: null,
    },
  ],
  channels: null,
  bestContactId: '0192f0c4-7a10-7003-8c3e-5b1d2f4a6003',
};

/**
 * A service that upserts one row and emits one event for each opportunity, set-based. `onCall` is told how many events each
 * call of its handler was given.
 */
export function tallyingService(onCall: (events: number) => void): ServiceDefinition {
  const handler = onMany(opportunityFound, async ({ events, tx, emit }) => {
    onCall(events.length);
    const latest = [...new Map(events.map((event) => [event.key, event])).values()];
    const rows = eventRows(latest, {
      entity_id: ['uuid', ({ data }) => data.opportunityId],
      note: ['text', ({ data }) => data.title],
    });
    void tx.run(
      db
        .insertInto('tallies')
        .columns(['tenant_id', 'entity_id', 'note', 'events'])
        .expression(db.selectFrom(rows.as('e')).selectAll().select(sql<number>`1`.as('events')))
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'entity_id'])
            .doUpdateSet({ events: sql`tallies.events + 1`, note: sql`excluded.note` }),
        ),
    );
    for (const event of events) emit(event, contactEnriched, { ...CONTACT, opportunityId: event.data.opportunityId });
  });
  return benchService('enrichment', [handler]);
}
