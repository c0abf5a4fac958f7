import {
  contactEnriched,
  contactUnreachable,
  contractCompleted,
  contractDrafted,
  contractNotDrafted,
  contractPresentationFailed,
  contractPresented,
  contractSigned,
  contractViewed,
  deliveryApproved,
  deliverySubmitted,
  type EventDefinition,
  milestoneFunded,
  milestoneReleased,
  opportunityDropped,
  opportunityFound,
} from '@loop/contracts';
import { type LoopRecord, recorded } from './loop-record.ts';

/**
 * How far opportunities came. `discovered`, `dropped`, `enriched` and `unreachable` count posts; from `drafted` on
 * contracts are counted, each once, however many of its milestones got there.
 */
export interface Funnel {
  readonly discovered: number;
  readonly dropped: number;
  readonly enriched: number;
  readonly unreachable: number;
  readonly drafted: number;
  readonly presented: number;
  readonly viewed: number;
  readonly signed: number;
  readonly funded: number;
  readonly delivered: number;
  readonly approved: number;
  readonly released: number;
  readonly completed: number;
}

/** How many dropped out at a place, by reason. */
export type ReasonCounts = Readonly<Record<string, number>>;

/** Everything that went no further, with the reason. */
export interface DropOuts {
  readonly dropped: ReasonCounts;
  readonly unreachable: ReasonCounts;
  readonly notDrafted: ReasonCounts;
  readonly presentationFailed: ReasonCounts;
}

/** Counts aggregates, not events: a second event about the same one changes nothing. */
export function funnelOf(record: LoopRecord): Funnel {
  const found = idsOf(record, opportunityFound, 'opportunityId');
  const dropped = droppedPosts(record);
  const contracts = (definition: EventDefinition) => idsOf(record, definition, 'contractId').size;
  return {
    discovered: found.size + dropped.size,
    dropped: dropped.size,
    enriched: idsOf(record, contactEnriched, 'opportunityId').size,
    unreachable: idsOf(record, contactUnreachable, 'opportunityId').size,
    drafted: contracts(contractDrafted),
    presented: contracts(contractPresented),
    viewed: contracts(contractViewed),
    signed: contracts(contractSigned),
    funded: contracts(milestoneFunded),
    delivered: contracts(deliverySubmitted),
    approved: contracts(deliveryApproved),
    released: contracts(milestoneReleased),
    completed: contracts(contractCompleted),
  };
}

/** Says of everything that dropped out why. An aggregate that dropped out twice at one place counts with its last reason. */
export function dropOutsOf(record: LoopRecord): DropOuts {
  const presented = idsOf(record, contractPresented, 'contractId');
  return {
    dropped: countsOf([...droppedPosts(record).values()]),
    unreachable: reasonsOf(record, contactUnreachable, 'opportunityId'),
    notDrafted: reasonsOf(record, contractNotDrafted, 'opportunityId'),
    presentationFailed: reasonsOf(record, contractPresentationFailed, 'contractId', presented),
  };
}

/**
 * The posts that were never found, by source, with the reason. Every later run meets the same posts again and drops them as
 * duplicates, each time under another id; that counts neither as another post nor as the reason.
 */
function droppedPosts(record: LoopRecord): ReadonlyMap<string, string> {
  const nameOf = ({ source }: { readonly source: { readonly platform: string; readonly externalId: string } }) =>
    `${source.platform} ${source.externalId}`;
  const found = new Set(recorded(record, opportunityFound).map(({ data }) => nameOf(data)));
  const reasons = new Map<string, string>();
  for (const { data } of recorded(record, opportunityDropped)) {
    const post = nameOf(data);
    if (!found.has(post) && (data.reason !== 'duplicate' || !reasons.has(post))) reasons.set(post, data.reason);
  }
  return reasons;
}

/** Ids of the aggregates that an event tells of. */
export function idsOf(record: LoopRecord, definition: EventDefinition, property: string): ReadonlySet<string> {
  return new Set(recorded(record, definition).map(({ data }) => String(data[property])));
}

function reasonsOf(
  record: LoopRecord,
  definition: EventDefinition,
  property: string,
  except: ReadonlySet<string> = new Set(),
): ReasonCounts {
  const last = new Map(
    recorded(record, definition).map(({ data }) => [String(data[property]), String(data['reason'])]),
  );
  return countsOf([...last].filter(([id]) => !except.has(id)).map(([, reason]) => reason));
}

/** How often each reason stands in the list, the commonest first. */
function countsOf(reasons: readonly string[]): ReasonCounts {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, one], [, other]) => other - one));
}
