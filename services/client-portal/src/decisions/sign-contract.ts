import { contractSigned } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { type ContractRefusal, decideContract } from '../domain/contract.ts';
import { DISCLOSURE, DISCLOSURE_VERSION } from '../domain/disclosure.ts';
import { findVersion } from '../store/contract-versions.ts';
import { changeContract, lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import { type TakenCode, takeCode } from './take-code.ts';

/** Who the client is, as far as the portal can tell: kept with a signature and with an approval. */
export interface Signer {
  readonly ip: string;
  readonly userAgent: string;
  readonly sessionHash: string;
}

/** A signature as it came in. */
export interface Signature {
  readonly contractId: string;
  /** The version, and the bytes of it, that the client had before them. */
  readonly version: number;
  readonly statementSha256: string;
  readonly name: string;
  readonly code: string;
  readonly signer: Signer;
}

/** Why a contract was not signed. */
export type SignRefusal =
  | ContractRefusal
  | Extract<TakenCode, { refused: string }>
  | { readonly refused: 'not_found'; readonly detail: string };

/**
 * Signs a contract: the version shown must be the newest, the code right. Null when it is signed. A changed version refuses
 * before the code is looked at, so that the code still works for the new one.
 */
export async function signContract(decision: Decision, key: string, signature: Signature): Promise<SignRefusal | null> {
  const { tx, now, emit } = decision;
  const { contractId, version, statementSha256, name, signer } = signature;
  const contract = await lockContract(tx, contractId);
  const found = contract && (await findVersion(tx, contractId, contract.version));
  if (contract === undefined || found === undefined) return { refused: 'not_found', detail: 'There is nothing here' };
  const state = { ...found, status: contract.status, version: contract.version };
  const decided = decideContract(state, { type: 'sign', version, statementSha256, at: now });
  if ('refused' in decided) return decided;
  const code = { contractId, purpose: 'sign', milestoneId: null, typed: signature.code } as const;
  const taken = await takeCode(tx, key, code, now);
  if ('refused' in taken) return taken;
  await changeContract(tx, contractId, { status: 'signed', signedAt: now, signerName: name });
  const { evidenceId, position } = await putOnRecord(tx, {
    contractId,
    kind: 'signed',
    at: now,
    details: {
      version,
      statementSha256,
      signerName: name,
      disclosure: DISCLOSURE,
      disclosureVersion: DISCLOSURE_VERSION,
      codeRequestId: taken.codeRequestId,
      ip: signer.ip,
      userAgent: signer.userAgent.toWellFormed(),
      session: signer.sessionHash,
    },
  });
  const { totalMinor, currency, mode } = found.statement;
  const signedAt = now.toISOString();
  emit(
    contractSigned,
    { contractId, version, statementSha256, totalMinor, currency, mode, evidenceId, signedAt },
    { sequence: position },
  );
  return null;
}
