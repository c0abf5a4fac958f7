import {
  contactEnriched,
  contactUnreachable,
  contractDrafted,
  contractNotDrafted,
  contractPresentationFailed,
  contractPresented,
  contractSigned,
  contractViewed,
  discoveryCompleted,
  type EventDefinition,
  messageReviewRequested,
  opportunityFound,
  type PayloadOf,
} from '@loop/contracts';
import { idsOf } from './funnel.ts';
import { union, without } from './id-sets.ts';
import { type LoopRecord, recorded } from './loop-record.ts';

/** A contract that lies in a client's mailbox. */
export interface PresentedDeal {
  readonly contractId: string;
  readonly correlationId: string;
  /** The message that carries the deal link. */
  readonly messageId: string;
  readonly milestones: PayloadOf<typeof contractDrafted>['milestones'];
}

/** How many things are still under way between discovery and mailbox. All zero: presentations are quiet. */
export interface UnderWay {
  readonly runs: number;
  readonly toEnrich: number;
  readonly toDraft: number;
  readonly toPresent: number;
}

/** What has yet to happen before nothing more can be presented, given that these discovery runs are awaited. */
export function underWay(record: LoopRecord, runIds: readonly string[]): UnderWay {
  const opportunities = (definition: EventDefinition) => idsOf(record, definition, 'opportunityId');
  const enriched = opportunities(contactEnriched);
  const looked = union(enriched, opportunities(contactUnreachable));
  const considered = union(opportunities(contractDrafted), opportunities(contractNotDrafted));
  return {
    runs: without(new Set(runIds), idsOf(record, discoveryCompleted, 'runId')).size,
    toEnrich: without(opportunities(opportunityFound), looked).size,
    toDraft: without(enriched, considered).size,
    toPresent: without(idsOf(record, contractDrafted, 'contractId'), settledContracts(record)).size,
  };
}

/** True when nothing is under way. */
export function isQuiet({ runs, toEnrich, toDraft, toPresent }: UnderWay): boolean {
  return runs + toEnrich + toDraft + toPresent === 0;
}

/**
 * Presented, failed for good, or waiting for a person: for approval, or to find out whether a message went out whose
 * outcome nobody knows, since that is never sent again by itself.
 */
function settledContracts(record: LoopRecord): ReadonlySet<string> {
  const failed = recorded(record, contractPresentationFailed).filter(
    ({ data }) => data.final || data.reason === 'outcome_unknown',
  );
  const waiting = recorded(record, messageReviewRequested).flatMap(({ data }) => data.contractId ?? []);
  return union(
    idsOf(record, contractPresented, 'contractId'),
    new Set([...failed.map(({ data }) => data.contractId), ...waiting]),
  );
}

/**
 * The contracts that are presented and not yet signed: first those nobody has opened, whose page is as the proposal promises
 * (a killed client may have left a code on its way), and among them those with the fewest milestones.
 */
export function openDeals(record: LoopRecord): readonly PresentedDeal[] {
  const signed = idsOf(record, contractSigned, 'contractId');
  const viewed = idsOf(record, contractViewed, 'contractId');
  const drafts = new Map(recorded(record, contractDrafted).map(({ data }) => [data.contractId, data]));
  return recorded(record, contractPresented)
    .filter(({ data }) => !signed.has(data.contractId))
    .flatMap(({ correlationId, data: { contractId, messageId } }) => {
      const draft = drafts.get(contractId);
      return draft === undefined ? [] : [{ contractId, correlationId, messageId, milestones: draft.milestones }];
    })
    .sort((one, other) => {
      const opened = Number(viewed.has(one.contractId)) - Number(viewed.has(other.contractId));
      return opened || one.milestones.length - other.milestones.length;
    });
}
