import type { Tx } from '@loop/runtime';
import type { RoomRecords } from '../domain/client-room.ts';
import { CODE_LIFETIME_MINUTES, CODE_MAX_ATTEMPTS } from '../domain/code-request.ts';
import { brokenLink } from '../proofs/evidence-link.ts';
import { codeRequestsSince } from './code-requests.ts';
import { findVersion } from './contract-versions.ts';
import type { Contract } from './contracts.ts';
import { NO_WORK, workOf } from './deliveries.ts';
import { chainOf } from './evidence.ts';
import { fundingChoicesOf } from './funding-choices.ts';
import { paymentsOf } from './milestone-payments.ts';

const MINUTE_MS = 60_000;

/** Everything on record about a contract but which rails take payments. */
type LoadedRoom = Omit<RoomRecords, 'rails'>;

/** Loads what the client room of a contract is made of; undefined when its words were erased. */
export async function loadRoomOf(tx: Tx, contract: Contract, now: Date): Promise<LoadedRoom | undefined> {
  const { contractId } = contract;
  const codesSince = new Date(now.getTime() - CODE_LIFETIME_MINUTES * MINUTE_MS);
  const [version, payments, choices, work, chain, codes] = await Promise.all([
    findVersion(tx, contractId, contract.version),
    paymentsOf(tx, contractId),
    fundingChoicesOf(tx, contractId),
    workOf(tx, contractId),
    chainOf(tx, contractId),
    codeRequestsSince(tx, contractId, codesSince),
  ]);
  if (version === undefined) return undefined;
  const positions = new Map(version.statement.milestones.map((one) => [one.milestoneId, one.position]));
  const [newest] = codes;
  const isOpen = newest?.usedAt === null && newest.expiresAt > now && newest.attempts < CODE_MAX_ATTEMPTS;
  return {
    status: contract.status,
    statement: version.statement,
    statementSha256: version.statementSha256,
    signedAt: contract.signedAt,
    signerName: contract.signerName,
    picked: contract.rail,
    milestones: version.statement.milestones.map(({ milestoneId }) => {
      const { work: facts, delivery } = work.get(milestoneId) ?? NO_WORK;
      const choice = choices.get(milestoneId) ?? null;
      return { milestoneId, payments: payments.get(milestoneId) ?? [], choice, work: facts, delivery };
    }),
    brokenAt: brokenLink(chain),
    events: chain.map((link) => ({
      position: link.position,
      kind: link.kind,
      at: link.recordedAt,
      hash: link.hash,
      milestone: link.milestoneId === null ? null : (positions.get(link.milestoneId) ?? null),
    })),
    openCode: isOpen ? { purpose: newest.purpose, milestoneId: newest.milestoneId } : null,
  };
}
