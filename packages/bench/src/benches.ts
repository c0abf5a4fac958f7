import { extraction } from './contacts/extraction.ts';
import { enrichment } from './discovery/enrichment.ts';
import { intake } from './discovery/intake.ts';
import type { Bench } from './harness/bench.ts';
import { notified } from './payments/notified.ts';
import { reconciliation } from './payments/reconciliation.ts';
import { peerEffects, peers } from './peers/peers.ts';
import { consumer } from './runtime/consumer.ts';
import { effects } from './runtime/effects.ts';
import { latency } from './runtime/latency.ts';
import { million } from './runtime/million.ts';
import { outboxRow } from './runtime/outbox-row.ts';
import { relay } from './runtime/relay.ts';
import { telemetry } from './runtime/telemetry.ts';

/** Every bench of the project, with its parts in the order in which they run. */
export const benches: readonly Bench[] = [
  { name: 'runtime', parts: [relay, consumer, telemetry, million, outboxRow, latency, effects, peers, peerEffects] },
  { name: 'contacts', parts: [extraction] },
  { name: 'discovery', parts: [intake, enrichment] },
  { name: 'payments', parts: [notified, reconciliation] },
];
