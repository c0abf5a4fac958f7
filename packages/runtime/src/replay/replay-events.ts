import type { JsMsg } from '@nats-io/jetstream';
import type { Delivery } from '../bus/delivery.ts';
import { transaction } from '../db/session.ts';
import type { BatchOptions } from '../inbox/handle-batch.ts';
import type { Incoming } from '../inbox/incoming.ts';
import { MAX_BATCH } from '../inbox/lane.ts';
import { readMessage } from '../inbox/read-message.ts';
import type { Verdict } from '../inbox/verdict.ts';
import { type EventOutcome, outcomeOf, placesDone, writeOutcomes } from './outcomes.ts';
import { endRun, isOver, type JobRow, saveProgress } from './replay-rows.ts';
import { admitAgain } from './reprocess.ts';
import { handleOrBisect, keepRate, type Run } from './run.ts';
import { Slot, type SlotState } from './slot.ts';

/**
 * A run of a dry run, a repair or a reprocess: reads the slot to the job's end, batch by batch. An outcome is written with
 * what is decided, in one transaction; an event that has one is passed over, so a run killed anywhere is gone on with as if it
 * had not been.
 */
export async function replayEvents(run: Run): Promise<void> {
  const { core, connection, job } = run;
  const slot = await Slot.open(connection, job);
  const isWanted = wish(job);
  let { notWanted = 0 } = job.tally;
  while (!run.isStopping()) {
    const startedAtMs = performance.now();
    const before = await slot.state();
    if (isThrough(job, before)) {
      await transaction(core.runtimePool, (session) => endRun(session, job, 'completed'));
      return;
    }
    const lot = Math.min(MAX_BATCH, job.rate_per_second, Math.max(1, before.pending));
    const messages = await slot.fetch(lot, () => isOver(core.runtimePool, job));
    if (messages === undefined) return;
    const done = await placesDone(
      core.runtimePool,
      job.id,
      messages.map((message) => message.seq),
    );
    const wanted = messages.filter((message) => message.seq <= (job.last_sequence ?? 0) && !done.has(message.seq));
    const handled = await handle(run, wanted, isWanted);
    notWanted += wanted.length - handled;
    for (const message of messages) message.ack();
    if (!(await saveProgress(core.runtimePool, job, { doneThrough: before.doneThrough, notWanted }))) return;
    await keepRate(job, handled, startedAtMs);
  }
}

/** Whether the slot has nothing more up to the job's end: neither to give nor given to an instance that has not acked it. */
function isThrough(job: JobRow, { pending, unacked, givenThrough }: SlotState): boolean {
  return (pending === 0 || givenThrough >= (job.last_sequence ?? 0)) && unacked === 0;
}

/** Handles those of the messages that the job wants; resolves to how many these are. */
async function handle(run: Run, messages: readonly JsMsg[], isWanted: ReturnType<typeof wish>): Promise<number> {
  const { core, job } = run;
  const batch: Incoming[] = [];
  const outcomes: EventOutcome[] = [];
  for (const message of messages) {
    const { delivery, incoming } = readMessage(job.stream ?? '', message, run.handlers);
    if (!isWanted(delivery)) continue;
    if ('reason' in incoming) {
      const outcome = incoming.reason === 'unknown_version' ? 'unknown' : 'invalid';
      outcomes.push({ streamSequence: message.seq, eventId: delivery?.id ?? null, outcome, detail: incoming.error });
    } else {
      batch.push(incoming);
    }
  }
  const isDryRun = job.mode === 'dry-run';
  const verdicts = await handleOrBisect(core, batch, optionsOf(job), ({ delivery }, error) => {
    outcomes.push({ ...placeOf(delivery), outcome: 'failed', detail: error });
  });
  await transaction(core.runtimePool, async (session) => {
    writeOutcomes(session, job.id, isDryRun ? [...outcomes, ...outcomesOf(verdicts)] : outcomes);
  });
  return batch.length + outcomes.filter((one) => one.outcome === 'invalid' || one.outcome === 'unknown').length;
}

function optionsOf(job: JobRow): BatchOptions {
  const again = { replayId: job.id, admit: admitAgain(job.id) };
  return {
    rollback: job.mode === 'dry-run',
    ...(job.only_events === null || job.mode === 'repair' ? {} : { again }),
    ...(job.mode === 'dry-run'
      ? {}
      : { record: (session, verdicts) => writeOutcomes(session, job.id, outcomesOf(verdicts)) }),
  };
}

function outcomesOf(verdicts: ReadonlyMap<Incoming, Verdict>): EventOutcome[] {
  return [...verdicts].map(([{ delivery }, verdict]) => outcomeOf(delivery.streamSequence, delivery.id, verdict));
}

function placeOf({ streamSequence, id }: Delivery): Pick<EventOutcome, 'streamSequence' | 'eventId'> {
  return { streamSequence, eventId: id };
}

/**
 * Which events the job is about. Without readable headers an event is of no tenant, and has no key and no id; it belongs to a
 * job that asks for none of these.
 */
function wish(job: JobRow): (delivery: Delivery | undefined) => boolean {
  const ids = job.only_events === null ? undefined : new Set(job.only_events);
  const isPartial = job.only_tenant !== null || job.only_key !== null || ids !== undefined;
  return (delivery) => {
    if (delivery === undefined) return !isPartial;
    const { key, tenantId, id } = delivery;
    return (job.only_tenant ?? tenantId) === tenantId && (job.only_key ?? key) === key && (ids?.has(id) ?? true);
  };
}
