// latency-consumer: a service in a process of its own, which remembers when its handler met each event. Started by latency.ts.
import { opportunityFound } from '@loop/contracts';
import { type BaseConfig, createLogger, createShutdown, on, runService } from '@loop/runtime';
import { benchService } from '../harness/bench-service.ts';
import { sql } from '../harness/tables.ts';

/** What the process is told: its settings first, then when to hand over what it has seen. */
export type ToConsumer = { readonly config: BaseConfig } | 'seen?';

/** When the handler began with an event, by the clock that all processes of a machine share. */
export type Seen = readonly [key: string, startedNs: string];

const seen: Seen[] = [];

const handler = on(opportunityFound, async ({ event, tx }) => {
  seen.push([event.key, String(process.hrtime.bigint())]);
  await tx.run(sql.insertInto('entries').values({ entity_id: event.key, note: 'seen' }));
});

const logger = createLogger('enrichment', 'silent');
const shutdown = createShutdown(logger);

process.on('disconnect', () => shutdown.begin('the bench is over'));
process.on('message', (message: ToConsumer) => {
  if (message === 'seen?') process.send?.(seen.splice(0));
  else void start(message.config);
});

async function start(config: BaseConfig): Promise<void> {
  await runService(benchService('enrichment', [handler]), config, logger, shutdown);
  process.send?.('ready');
}
