import * as clientPortal from './client-portal.ts';
import * as clientPortalDeliveries from './client-portal-deliveries.ts';
import type { EventDefinition } from './define.ts';
import * as discovery from './discovery.ts';
import * as enrichment from './enrichment.ts';
import * as inboundChannels from './inbound-channels.ts';
import * as outreach from './outreach.ts';
import * as payments from './payments.ts';

/** Every event of the system in its current version, by publisher in the order of the loop. Streams, permissions, samples and documents come from it. */
export const EVENTS: readonly EventDefinition[] = [
  discovery,
  enrichment,
  clientPortal,
  clientPortalDeliveries,
  outreach,
  payments,
  inboundChannels,
].flatMap((events) => Object.values(events));

const bySubject: ReadonlyMap<string, EventDefinition> = new Map(EVENTS.map((event) => [event.subject, event]));

/** The event published on `subject`, or undefined when there is none. */
export function eventBySubject(subject: string): EventDefinition | undefined {
  return bySubject.get(subject);
}
