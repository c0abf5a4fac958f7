import { randomUUID } from 'node:crypto';
import { paymentNotified } from '@loop/contracts';
import { DEFAULT_TENANT_ID, eventHeaders } from '@loop/runtime';
import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import { publishRaw, type ReadyMessage } from '../runtime/raw-publisher.ts';
import { intentRefOf, storedReading, storePayments } from './stored-payments.ts';
import { paymentsFromStore } from './stored-rail.ts';

const NOTICES = 100_000;
const BYTES_PER_MB = 1024 * 1024;
const PATIENCE_MS = 1_800_000;

/** Each notice is of another capture: its charge is booked, and since it is approved it is earned. */
const POSTINGS_A_NOTICE = 2;

interface Mark {
  readonly atMs: number;
  readonly heapMb: number;
}

/** Verified notices of captures through the real service to the ledger, with a rail that answers from stored readings. */
export const notified: Part = {
  name: 'notified',
  ownTables: ['payments'],
  measure: async (bed) => {
    const tenth = bed.size(NOTICES / 10);
    const count = 10 * tenth;
    await storePayments(bed, count, 'capture_requested');
    await publishRaw((await bed.system.tapAs('inbound-channels')).connection, notices(count), 'inbound-channels');
    const service = await bed.system.start(
      paymentsFromStore(bed, {
        read_payment: ({ objectRef }) => ({
          outcome: 'done',
          result: { objectRef: String(objectRef) },
          carried: storedReading(Number(String(objectRef).slice('pi_'.length))),
        }),
      }),
    );
    const marks: Mark[] = [takeMark()];
    await settle(
      async () => {
        const released = await releases(bed);
        while (released >= marks.length * tenth) {
          marks.push(takeMark());
          note(bed, marks, tenth);
        }
        return released >= count;
      },
      { timeoutMs: PATIENCE_MS, everyMs: 250 },
    );
    await expectLedger(bed, count);
    await service.stop();
    const seconds = ((marks.at(-1)?.atMs ?? 0) - (marks[0]?.atMs ?? 0)) / 1_000;
    return [
      {
        name: `${count} verified notices of captures, each read from store and posted to the ledger, one instance`,
        ...{ value: count / seconds, baseline: null, unit: 'notices/s', target: { atLeast: 500 } },
      },
      {
        name: `${count} verified notices: heap after the last tenth ÷ after the first`,
        ...{ value: marks[10]?.heapMb ?? 0, baseline: marks[1]?.heapMb ?? 0, unit: 'MB', target: { atMost: 1.1 } },
      },
    ];
  },
};

function notices(count: number): readonly ReadyMessage[] {
  const { publisher, subject, version } = paymentNotified;
  return Array.from({ length: count }, (_, at) => {
    const objectId = intentRefOf(at + 1);
    const time = new Date().toISOString();
    const ids = { id: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
    const where = { tenantId: DEFAULT_TENANT_ID, sequence: null, traceparent: null };
    const headers = eventHeaders({ ...ids, ...where, subject, version, publisher, key: objectId, time });
    const notice = { objectId, objectType: 'payment_intent', provider: 'stripe', account: null, apiVersion: null };
    const event = { eventType: 'payment_intent.succeeded', providerEventId: `evt_${at + 1}`, occurredAt: time };
    const data = { ...notice, ...event, mode: 'test', livemode: false, receivedId: ids.causationId };
    return { subject, headers, body: Buffer.from(JSON.stringify(data)) };
  });
}

async function releases(bed: Bed): Promise<number> {
  const [row] = await bed.system.sql<{ count: number }>('SELECT count(*)::int AS count FROM payments.releases');
  return row?.count ?? 0;
}

/** Every notice was posted once, and the books balance. */
async function expectLedger(bed: Bed, count: number): Promise<void> {
  const [booked] = await bed.system.sql<{ postings: number; earned: string; sum: string }>(
    `SELECT count(DISTINCT posting_id)::int AS postings, sum(amount_minor) AS sum,
            sum(-amount_minor) FILTER (WHERE account = 'income.earned') AS earned FROM payments.posting_entries`,
  );
  const found = [booked?.postings, Number(booked?.sum), Number(booked?.earned)];
  const expected = [count * POSTINGS_A_NOTICE, 0, count * 60_000];
  if (found.join() !== expected.join())
    throw new Error(`The ledger holds ${found.join()} instead of ${expected.join()}`);
}

function takeMark(): Mark {
  globalThis.gc?.();
  return { atMs: performance.now(), heapMb: process.memoryUsage().heapUsed / BYTES_PER_MB };
}

function note(bed: Bed, marks: readonly Mark[], tenth: number): void {
  const [before, mark] = marks.slice(-2);
  if (before === undefined || mark === undefined) return;
  const rate = (tenth * 1_000) / (mark.atMs - before.atMs);
  bed.note(`${(marks.length - 1) * tenth}: ${rate.toFixed(0)}/s, heap ${mark.heapMb.toFixed(1)} MB`);
}
