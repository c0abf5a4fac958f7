import { opportunityFound } from '@loop/contracts';
import { type BaseConfig, createLogger, createShutdown, notYet, on, runService } from '@loop/runtime';
import { noteSeen, sql, toyService } from './toy.ts';

/** A service whose process some events kill; its argument holds its settings. */
const config = JSON.parse(process.argv[2] ?? '') as BaseConfig;
const logger = createLogger('enrichment', 'silent');

const handler = on(opportunityFound, async ({ event, tx }) => {
  const { opportunityId, text } = event.data;
  if (text === 'kills') process.exit(9);
  if (text === 'kills when it is tried again') {
    const ready = sql.selectFrom('deals').select('state').where('contract_id', '=', opportunityId);
    if ((await tx.first(ready)) === undefined) return notYet('not ready to kill');
    process.exit(9);
  }
  await noteSeen(tx, event.id, text);
  return undefined;
});
await runService(toyService('enrichment', [handler]), config, logger, createShutdown(logger));
