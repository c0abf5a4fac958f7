import { eventually, openDeals, type PresentedDeal, type RunningSystem } from '@loop/dev';
import { walkDeal } from './walk-deal.ts';

/** Longest a client waits for a deal that nobody has taken. */
const DEAL_TIMEOUT_MS = 240_000;

/** What became of the deals that clients began. */
export interface WalkedDeals {
  readonly completed: number;
  /** Deals that a client began and could not bring to their end, in sentences. */
  readonly stuck: readonly string[];
}

/**
 * Lets `count` clients walk one presented deal after the other, side by side, until it is over; what is begun is walked to
 * its end. A client who gets stuck takes no further deal.
 */
export async function playClients(
  system: RunningSystem,
  count: number,
  isOver: () => boolean,
  onNotice: (line: string) => void,
): Promise<WalkedDeals> {
  const taken = new Set<string>();
  const nextDeal = (): PresentedDeal | undefined => {
    const deal = openDeals(system.watch.record).find(({ contractId }) => !taken.has(contractId));
    if (deal !== undefined) taken.add(deal.contractId);
    return deal;
  };
  const playOne = async (): Promise<WalkedDeals> => {
    let completed = 0;
    while (completed === 0 || !isOver()) {
      const deal = await eventually('a deal that a client could walk', nextDeal, DEAL_TIMEOUT_MS);
      try {
        await walkDeal(system, deal);
      } catch (error) {
        return { completed, stuck: [`${deal.contractId}: ${reasonOf(error)}`] };
      }
      completed += 1;
      onNotice(`a client completed ${deal.contractId}`);
    }
    return { completed, stuck: [] };
  };
  const walked = await Promise.all(Array.from({ length: count }, playOne));
  return {
    completed: walked.reduce((sum, one) => sum + one.completed, 0),
    stuck: walked.flatMap(({ stuck }) => stuck),
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
