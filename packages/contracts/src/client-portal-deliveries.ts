import { z } from 'zod';
import { defineEvent } from './define.ts';
import { id, instant, rating, sha256, text, webUrl } from './fields.ts';

/** A piece of delivered work. `sha256` is of its bytes; `url` is null when the portal keeps the bytes itself. */
const artifact = z.object({ name: text(300), url: webUrl.nullable(), sha256 });

/** Work for a funded milestone is ready for the client. `version` counts up with each delivery of the milestone. */
export const deliverySubmitted = defineEvent({
  subject: 'delivery.submitted',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: z.object({
    milestoneId: id,
    contractId: id,
    deliveryId: id,
    version: z.int().min(1),
    title: text(300),
    artifacts: z.array(artifact).min(1).max(50),
    submittedAt: instant,
  }),
});

/** The client accepted a delivery, after an e-mailed code. `approvalId` is what a capture cites: one capture each. */
export const deliveryApproved = defineEvent({
  subject: 'delivery.approved',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: z.object({
    milestoneId: id,
    contractId: id,
    deliveryId: id,
    approvalId: id,
    rating: rating.nullable(),
    approvedAt: instant,
  }),
});

/** The client wants changes, in their own words. `round` counts the requests for this milestone from 1. */
export const deliveryRevisionRequested = defineEvent({
  subject: 'delivery.revision_requested',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach'],
  key: 'milestoneId',
  personal: ['note'],
  schema: z.object({
    milestoneId: id,
    contractId: id,
    deliveryId: id,
    revisionId: id,
    round: z.int().min(1),
    note: text(4000),
    requestedAt: instant,
  }),
});

/** The client disputes a milestone with us (not with their bank): no capture until it is settled. */
export const milestoneDisputed = defineEvent({
  subject: 'milestone.disputed',
  version: 1,
  publisher: 'client-portal',
  consumers: ['payments', 'outreach'],
  key: 'milestoneId',
  personal: ['note'],
  schema: z.object({
    milestoneId: id,
    contractId: id,
    deliveryId: id.nullable(),
    disputeId: id,
    note: text(4000),
    disputedAt: instant,
  }),
});
