import { contractCompleted, milestoneReleased } from '@loop/contracts';
import { type Decision, type NotYet, on } from '@loop/runtime';
import { decideContract } from '../domain/contract.ts';
import { changeContract } from '../store/contracts.ts';
import { workOf } from '../store/deliveries.ts';
import { putOnRecord } from '../store/evidence.ts';
import { paymentsOf, recordPaymentFact } from '../store/milestone-payments.ts';
import { type Noted, recordMoney } from './record-money.ts';

/** Notes that a milestone is paid; with the last one the contract is completed, once. */
export const onMilestoneReleased = on(milestoneReleased, async (handling): Promise<NotYet | undefined> => {
  const { event, tx } = handling;
  const at = new Date(event.data.releasedAt);
  const noted = await recordMoney(tx, event.data, {
    kind: 'released',
    at,
    partial: true,
    write: (key) => recordPaymentFact(tx, key, { fact: 'released', at, amountMinor: event.data.amountMinor }),
  });
  if ('notYet' in noted) return noted;
  await completeWhenAllReleased(handling, noted);
  return undefined;
});

async function completeWhenAllReleased(decision: Decision, { contract, statement }: Noted): Promise<void> {
  if (statement === undefined) return;
  const { tx, now, emit } = decision;
  const { contractId, correlationId, status, version } = contract;
  const [payments, work] = await Promise.all([paymentsOf(tx, contractId), workOf(tx, contractId)]);
  const released = statement.milestones.map(({ milestoneId }) =>
    (payments.get(milestoneId) ?? []).some((payment) => payment.releasedAt !== null),
  );
  const state = { status, version, statementSha256: '', validUntil: now };
  const decided = decideContract(state, { type: 'complete', released });
  if ('refused' in decided || decided.events.length === 0) return;
  await changeContract(tx, contractId, { status: 'completed' });
  const { position } = await putOnRecord(tx, { contractId, kind: 'completed', at: now, details: {} });
  const ratings = statement.milestones.map(({ milestoneId }) => work.get(milestoneId)?.rating ?? null);
  const rating = ratings.findLast((one) => one !== null) ?? null;
  emit(
    contractCompleted,
    { contractId, completedAt: now.toISOString(), rating },
    { sequence: position, correlationId },
  );
}
