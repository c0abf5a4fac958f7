import { z } from 'zod';
import { code, currency, externalId, id, instant, mode, sha256, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

const minor = z.int();
const provider = z.enum(['stripe', 'paypal']);
const basis = { frozen: z.boolean(), lastReconciledAt: instant.nullable() };

/** A posting with all its legs (positive debits, negative credits) and what proves it. */
const posting = z.object({
  postingId: id,
  operation: code,
  milestoneId: id.nullable(),
  contractId: id.nullable(),
  mode,
  provider,
  providerRef: externalId,
  /** The provider's balance transaction; null for holds and releases. */
  balanceRef: externalId.nullable(),
  occurredAt: instant.nullable(),
  postedAt: instant,
  entries: z.array(z.object({ account: code, amountMinor: minor, currency })).max(20),
  evidence: z.object({
    evidenceId: id,
    kind: z.enum(['event', 'read']),
    objectType: text(100),
    objectRef: externalId,
    providerEventId: externalId.nullable(),
    readAt: instant,
    contentSha256: sha256,
  }),
});

/** Postings, newest first, of one milestone or of all (null), each with its evidence. */
export const opsPaymentsLedger = defineOpsCommand({
  command: 'payments_ledger',
  services: ['payments'],
  input: z.object({
    tenantId: id,
    milestoneId: id.nullable(),
    limit: z.int().min(1).max(200),
    cursor: text(300).nullable(),
  }),
  output: z.object({ ...basis, items: z.array(posting).max(200), nextCursor: text(300).nullable() }),
  refusals: [],
});

/** All that is known of a milestone's money: where it is, what was done about it, and every posting with its evidence. */
export const opsPaymentsMilestone = defineOpsCommand({
  command: 'payments_milestone',
  services: ['payments'],
  input: z.object({ tenantId: id, milestoneId: id }),
  output: z.object({
    milestoneId: id,
    contractId: id,
    mode,
    rail: provider,
    fundingMethod: text(50),
    state: text(50),
    approval: text(50),
    approvalId: id.nullable(),
    exposure: text(50),
    certainty: text(50),
    currency,
    contractMinor: minor,
    authorizedMinor: minor,
    capturedMinor: minor,
    refundedMinor: minor,
    refundPendingMinor: minor,
    captureBefore: instant.nullable(),
    operations: z
      .array(
        z.object({
          operationId: id,
          kind: text(50),
          state: text(50),
          amountMinor: minor,
          providerRef: externalId.nullable(),
          reason: text(500).nullable(),
          createdAt: instant,
          endedAt: instant.nullable(),
        }),
      )
      .max(200),
    postings: z.array(posting).max(200),
  }),
  refusals: ['not_found'],
});

/** Begins to match the provider's account with the ledger now; what is under way already is not begun again. */
export const opsPaymentsReconcile = defineOpsCommand({
  command: 'payments_reconcile',
  services: ['payments'],
  input: acting.extend({ tenantId: id }),
  output: z.object({
    runs: z
      .array(z.object({ provider, runId: id.nullable(), state: z.enum(['started', 'under_way', 'nothing_to_match']) }))
      .max(10),
  }),
  refusals: ['payments_not_configured'],
});

/** What does not agree, newest first, each explained, and how far the public figures may be believed. */
export const opsPaymentsDrift = defineOpsCommand({
  command: 'payments_drift',
  services: ['payments'],
  input: z.object({ tenantId: id, limit: z.int().min(1).max(500) }),
  output: z.object({
    ...basis,
    items: z
      .array(
        z.object({
          provider,
          kind: code,
          ref: externalId,
          state: z.enum(['pending', 'unexplained']),
          mode,
          listedMinor: minor.nullable(),
          bookedMinor: minor.nullable(),
          currency,
          sourceRef: externalId.nullable(),
          occurredAt: instant,
          foundAt: instant,
          explanation: text(500),
        }),
      )
      .max(500),
  }),
  refusals: [],
});
