import { runMain, serviceConfig } from '@loop/runtime';
import { pricesAsText } from './price-columns.ts';
import { toyService } from './toy.ts';

/** A service's process of the version before; its argument is the folder of the migrations that it knows. */
const migrations = process.argv[2] ?? '';
await runMain(serviceConfig('enrichment', {}), () => toyService('enrichment', [pricesAsText], { migrations }));
