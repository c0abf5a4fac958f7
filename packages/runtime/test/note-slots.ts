import { opportunityFound } from '@loop/contracts';
import { idFrom, type Schedule } from '@loop/runtime';
import { noteSeen, sample } from './toy.ts';

/** A schedule that notes each slot it runs, and publishes one event about it. */
export function noteSlots(
  name: string,
  everyMs: number,
  andThen: () => Promise<void> = async () => undefined,
): Schedule {
  return {
    name,
    everyMs,
    run: async ({ emit, tx }, dueAt) => {
      const opportunityId = idFrom(name, dueAt.toISOString());
      await noteSeen(
        tx,
        emit(opportunityFound, sample(opportunityFound, { opportunityId })),
        `${name} ${dueAt.toISOString()}`,
      );
      await andThen();
    },
  };
}
