import { type BaseConfig, createLogger, createShutdown, runService } from '@loop/runtime';
import { noteSlots } from './note-slots.ts';
import { toyService } from './toy.ts';

/** An instance whose schedule never comes to its end, to be killed in the middle of a slot; its argument holds its settings. */
const config = JSON.parse(process.argv[2] ?? '') as BaseConfig;
const logger = createLogger('discovery', 'silent');
const never = new Promise<void>(() => undefined);
const stuck = noteSlots('tidy_up', 3_600_000, async () => {
  process.stdout.write('in the middle\n');
  await never;
});
await runService(toyService('discovery', [], { schedules: [stuck] }), config, logger, createShutdown(logger));
