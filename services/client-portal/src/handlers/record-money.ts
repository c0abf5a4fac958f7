import type { milestoneCardSaved, PayloadOf } from '@loop/contracts';
import { type NotYet, notYet, type Tx } from '@loop/runtime';
import type { Statement } from '../domain/statement.ts';
import { findVersion } from '../store/contract-versions.ts';
import { type Contract, lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import type { PaymentKey } from '../store/milestone-payments.ts';

/** What every event of payments about a milestone says. */
export type MoneyEvent = Omit<PayloadOf<typeof milestoneCardSaved>, 'savedAt'>;

/** What is to be noted, and how it is written. */
export interface MoneyNote {
  /** Kind of evidence. */
  readonly kind: string;
  readonly at: Date;
  /** Writes the fact; answers whether it is news. */
  readonly write: (key: PaymentKey) => Promise<boolean>;
  /** True where the amount may be a part of the milestone's (a refund, a lowered amount). */
  readonly partial?: boolean;
}

/** The contract a fact was noted for. */
export interface Noted {
  readonly contract: Contract;
  readonly statement: Statement | undefined;
}

/**
 * Notes a fact about a milestone's money under its contract's lock, and puts it on record when it is news. Throws when it
 * contradicts the contract (another milestone, amount or currency): such an event belongs among the dead letters.
 */
export async function recordMoney(tx: Tx, money: MoneyEvent, note: MoneyNote): Promise<NotYet | Noted> {
  const { contractId, milestoneId, providerRef, rail } = money;
  const contract = await lockContract(tx, contractId);
  if (contract === undefined) return notYet('contract not known', contractId);
  const version = await findVersion(tx, contractId, contract.version);
  if (version !== undefined) refuseContradiction(version.statement, money, note.partial ?? false);
  if (await note.write({ contractId, milestoneId, providerRef, rail })) {
    await putOnRecord(tx, {
      contractId,
      kind: note.kind,
      milestoneId,
      at: note.at,
      details: {
        amountMinor: money.amountMinor,
        currency: money.currency,
        mode: money.mode,
        rail: money.rail,
        providerRef,
        providerEventId: money.evidence.providerEventId,
        readAt: money.evidence.readAt,
      },
    });
  }
  return { contract, statement: version?.statement };
}

function refuseContradiction(statement: Statement, money: MoneyEvent, partial: boolean): void {
  const plan = statement.milestones.find((one) => one.milestoneId === money.milestoneId);
  if (plan === undefined) throw new Error('The milestone is not part of its contract');
  const amountFits = partial ? money.amountMinor <= plan.amountMinor : money.amountMinor === plan.amountMinor;
  if (!amountFits || money.currency !== statement.currency || money.mode !== statement.mode) {
    throw new Error("The money does not fit the contract's amount, currency or mode");
  }
}
