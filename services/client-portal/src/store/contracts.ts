import type { Tx } from '@loop/runtime';
import { type Selectable, sql } from 'kysely';
import type { ContractStatus } from '../domain/contract.ts';
import type { Rail } from '../domain/funding.ts';
import { type ContractsTable, db } from './tables.ts';

/** What the portal knows of a contract, besides its versions. */
export interface Contract {
  readonly contractId: string;
  readonly opportunityId: string;
  readonly correlationId: string;
  /** Trace context of its drafting. */
  readonly traceparent: string | null;
  /** Whom codes are sent to: who it was drafted for, then who it was presented to. */
  readonly contactId: string;
  readonly status: ContractStatus;
  /** The newest version. */
  readonly version: number;
  readonly signedAt: Date | null;
  readonly signerName: string | null;
  /** The rail the client picked; null before. */
  readonly rail: Rail | null;
}

/** Writes a contract that was just drafted. Throws when its opportunity has one already. */
export async function insertContract(
  tx: Tx,
  contract: Omit<Contract, 'status' | 'signedAt' | 'signerName' | 'rail'>,
): Promise<void> {
  await tx.run(
    db.insertInto('contracts').values({
      contract_id: contract.contractId,
      opportunity_id: contract.opportunityId,
      correlation_id: contract.correlationId,
      traceparent: contract.traceparent,
      contact_id: contract.contactId,
      status: 'drafted',
      version: contract.version,
      signed_at: null,
      signer_name: null,
      rail: null,
    }),
  );
}

/** The contract, locked: everything that is decided about a contract is decided one after the other. */
export async function lockContract(tx: Tx, contractId: string): Promise<Contract | undefined> {
  const row = await tx.first(db.selectFrom('contracts').selectAll().where('contract_id', '=', contractId).forUpdate());
  return row && contractOf(row);
}

/** The contract as it is, unlocked. */
export async function findContract(tx: Tx, contractId: string): Promise<Contract | undefined> {
  const row = await tx.first(db.selectFrom('contracts').selectAll().where('contract_id', '=', contractId));
  return row && contractOf(row);
}

/** The contracts, locked, of opportunities and of a contact. */
export async function lockContractsOf(
  tx: Tx,
  contactId: string,
  opportunityIds: readonly string[],
): Promise<readonly Contract[]> {
  const rows = await tx.rows(
    db
      .selectFrom('contracts')
      .selectAll()
      .where((where) =>
        where.or([
          where('contact_id', '=', contactId),
          ...(opportunityIds.length === 0 ? [] : [where('opportunity_id', 'in', [...opportunityIds])]),
        ]),
      )
      .orderBy('contract_id')
      .forUpdate(),
  );
  return rows.map(contractOf);
}

/** Whether a contract stays when its client is forgotten: both sides may need one that was signed (GDPR Art. 17(3)(e)). */
export function isKept({ status }: Pick<Contract, 'status'>): boolean {
  return status === 'signed' || status === 'completed';
}

/** The contracts, unlocked, of opportunities and of a contact. */
export async function findContractsOf(
  tx: Tx,
  contactId: string,
  opportunityIds: readonly string[],
): Promise<readonly Contract[]> {
  const rows = await tx.rows(
    db
      .selectFrom('contracts')
      .selectAll()
      .where((where) =>
        where.or([
          where('contact_id', '=', contactId),
          where('opportunity_id', '=', sql<string>`any(${opportunityIds}::uuid[])`),
        ]),
      ),
  );
  return rows.map(contractOf);
}

/** What of a contract can change. */
export type ContractChange = Partial<Pick<Contract, 'status' | 'contactId' | 'signedAt' | 'signerName' | 'rail'>>;

/** Changes a locked contract. */
export async function changeContract(tx: Tx, contractId: string, change: ContractChange): Promise<void> {
  const { status, contactId, signedAt, signerName, rail } = change;
  await tx.run(
    db
      .updateTable('contracts')
      .set({
        ...(status === undefined ? {} : { status }),
        ...(contactId === undefined ? {} : { contact_id: contactId }),
        ...(signedAt === undefined ? {} : { signed_at: signedAt }),
        ...(signerName === undefined ? {} : { signer_name: signerName }),
        ...(rail === undefined ? {} : { rail }),
      })
      .where('contract_id', '=', contractId),
  );
}

function contractOf(row: Selectable<ContractsTable>): Contract {
  return {
    contractId: row.contract_id,
    opportunityId: row.opportunity_id,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    contactId: row.contact_id,
    status: row.status,
    version: row.version,
    signedAt: row.signed_at,
    signerName: row.signer_name,
    rail: row.rail,
  };
}
