import { z } from 'zod';
import { defineEvent, nextVersion } from './define.ts';
import { amountMinor, code, currency, fundingMethod, id, instant, mode, rail, rating, sha256, text } from './fields.ts';

const milestoneV1 = z.object({
  milestoneId: id,
  position: z.int().min(1).max(50),
  title: text(300),
  amountMinor,
  fundingMethod,
  reviewDays: z.int().min(1).max(60),
});

const contractDraftedV1 = defineEvent({
  subject: 'contract.drafted',
  version: 1,
  publisher: 'client-portal',
  consumers: ['outreach', 'payments'],
  key: 'contractId',
  personal: ['title', 'summary'],
  schema: z.object({
    contractId: id,
    opportunityId: id,
    version: z.int().min(1),
    title: text(300),
    service: z.object({ code, name: text(200), tier: code }),
    summary: text(4000),
    scope: z.array(text(500)).min(1).max(50),
    exclusions: z.array(text(500)).max(50),
    milestones: z.array(milestoneV1).min(1).max(50),
    totalMinor: amountMinor,
    currency,
    mode,
    market: z.object({ amountMinor, source: text(500), percentUnder: z.number().min(0).max(100) }),
    validUntil: instant,
    statementSha256: sha256,
  }),
});

/** `workDays` is how long the work takes once it is funded; null in a draft of version 1, which did not say. */
const milestone = milestoneV1.extend({ workDays: z.int().min(1).max(365).nullable() });

/**
 * A version of a statement of work is ready to present. Versions are never edited: a change is the next version.
 * The milestones' amounts add up to `totalMinor`. `market` is what others charge, and who says so. Work and review together
 * decide whether a card hold can last that long.
 */
export const contractDrafted = nextVersion(contractDraftedV1, {
  schema: contractDraftedV1.schema.extend({ milestones: z.array(milestone).min(1).max(50) }),
  upcast: (before) => ({ ...before, milestones: before.milestones.map((one) => ({ ...one, workDays: null })) }),
});

/** An opportunity that becomes no contract, with the reason. */
export const contractNotDrafted = defineEvent({
  subject: 'contract.not_drafted',
  version: 1,
  publisher: 'client-portal',
  consumers: [],
  key: 'opportunityId',
  personal: [],
  schema: z.object({
    opportunityId: id,
    reason: z.enum(['no_service_fits', 'budget_too_low', 'not_reachable', 'too_old', 'forgotten']),
    detail: text(500),
  }),
});

/** The client opened the statement through a deal link. A scanner's GET is not a view. Published once a version. */
export const contractViewed = defineEvent({
  subject: 'contract.viewed',
  version: 1,
  publisher: 'client-portal',
  consumers: ['outreach'],
  key: 'contractId',
  personal: [],
  schema: z.object({ contractId: id, version: z.int().min(1), presentationId: id.nullable(), viewedAt: instant }),
});

/**
 * The client signed exactly the bytes of `statementSha256`. Name, address and browser stay in the portal's evidence
 * record, `evidenceId`. From here on the total counts as contracted.
 */
export const contractSigned = defineEvent({
  subject: 'contract.signed',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach', 'enrichment'],
  key: 'contractId',
  personal: [],
  schema: z.object({
    contractId: id,
    version: z.int().min(1),
    statementSha256: sha256,
    totalMinor: amountMinor,
    currency,
    mode,
    evidenceId: id,
    signedAt: instant,
  }),
});

/** The client said no, perhaps with a reason in their own words. */
export const contractDeclined = defineEvent({
  subject: 'contract.declined',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach'],
  key: 'contractId',
  personal: ['reason'],
  schema: z.object({
    contractId: id,
    version: z.int().min(1),
    reason: text(2000).nullable(),
    declinedAt: instant,
  }),
});

/** Every milestone is released. `rating` is the client's last one, if they gave any. */
export const contractCompleted = defineEvent({
  subject: 'contract.completed',
  version: 1,
  publisher: 'client-portal',
  consumers: ['outreach', 'enrichment'],
  key: 'contractId',
  personal: [],
  schema: z.object({ contractId: id, completedAt: instant, rating: rating.nullable() }),
});

/**
 * The client needs a one-time code by e-mail. The code is not in here: the sender asks for it with
 * `portal.sign_in_code` just before its provider call, and not after `expiresAt`.
 */
export const codeRequested = defineEvent({
  subject: 'code.requested',
  version: 1,
  publisher: 'client-portal',
  consumers: ['outreach'],
  key: 'contractId',
  personal: [],
  schema: z.object({
    contractId: id,
    codeRequestId: id,
    purpose: z.enum(['sign', 'approve', 'dispute']),
    contactId: id,
    expiresAt: instant,
  }),
});

/** The client picked a payment rail; the last one picked before paying counts. */
export const railSelected = defineEvent({
  subject: 'rail.selected',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments'],
  key: 'contractId',
  personal: [],
  schema: z.object({ contractId: id, rail, selectedAt: instant }),
});

/**
 * The client picked another way to fund a milestone than the contract planned; the last one picked counts. Said only while no
 * money of the milestone is held or captured: payments ignores it otherwise.
 */
export const fundingMethodSelected = defineEvent({
  subject: 'funding.method_selected',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments'],
  key: 'milestoneId',
  personal: [],
  schema: z.object({ milestoneId: id, contractId: id, fundingMethod, selectedAt: instant }),
});
