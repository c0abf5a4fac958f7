import { z } from 'zod';
import { count, id, instant, sha256, text, webUrl } from './fields.ts';
import { acting, defineOpsCommand, emptyInput } from './ops-command.ts';

const ageSeconds = z.number().min(0);

const serverHealth = z.object({
  version: text(100).nullable(),
  latencyMs: z.number().min(0).nullable(),
  problem: text(1000).nullable(),
});

/**
 * How an instance of a service is, and its database and broker as it sees them: backlog (null while the database or the broker is
 * away), what is paused, which providers it has. Never a secret, never a person.
 */
export const opsStatus = defineOpsCommand({
  command: 'status',
  everyInstance: true,
  input: emptyInput,
  output: z.object({
    service: text(100),
    instance: text(300),
    mode: text(20),
    ready: z.boolean(),
    notReadyReasons: z.array(text(300)).max(20),
    startedAt: instant,
    database: serverHealth,
    broker: serverHealth,
    outbox: z.object({ unsent: count, oldestAgeSeconds: ageSeconds }).nullable(),
    inbox: z
      .array(z.object({ stream: text(100), pending: count, unacked: count }))
      .max(20)
      .nullable(),
    held: count.nullable(),
    parked: count.nullable(),
    deadLetters: count.nullable(),
    deadLettersByReason: z.record(text(100), count).nullable(),
    effects: z.record(text(50), count).nullable(),
    pauses: z
      .array(
        z.object({
          tenantId: id.nullable(),
          provider: text(100).nullable(),
          actor: text(200),
          reason: text(500),
          since: instant,
        }),
      )
      .max(200),
    providers: z
      .array(
        z.object({
          provider: text(100),
          state: z.enum(['sandbox', 'test', 'live', 'off']),
          missing: z.array(text(100)).max(20),
        }),
      )
      .max(50),
  }),
  refusals: [],
});

const pauseInput = acting.extend({ tenantId: id.nullable(), provider: text(100).nullable() });
const pauseOutput = z.object({ paused: z.boolean(), changed: z.boolean() });

/** Stops claiming effects, of one tenant and provider or of all (null). Pausing what is paused changes nothing. */
export const opsPause = defineOpsCommand({ command: 'pause', input: pauseInput, output: pauseOutput, refusals: [] });

/** Takes back the pause with exactly this tenant and provider. */
export const opsResume = defineOpsCommand({ command: 'resume', input: pauseInput, output: pauseOutput, refusals: [] });

/** Drafts a contract for an opportunity whose run drafts none by itself; ordering twice drafts once. */
export const opsDraft = defineOpsCommand({
  command: 'draft',
  services: ['client-portal'],
  input: acting.extend({ tenantId: id, opportunityId: id }),
  output: z.object({ opportunityId: id, state: z.enum(['drafted', 'not_drafted', 'decided_before', 'waiting']) }),
  refusals: ['not_found'],
});

/** Submits a delivery of a funded milestone, as `delivery.submitted` tells. */
export const opsDeliver = defineOpsCommand({
  command: 'deliver',
  services: ['client-portal'],
  input: acting.extend({
    tenantId: id,
    contractId: id,
    milestoneId: id,
    title: text(300),
    artifacts: z
      .array(z.object({ name: text(300), url: webUrl.nullable(), sha256 }))
      .min(1)
      .max(50),
  }),
  output: z.object({ deliveryId: id, version: z.int().min(1) }),
  refusals: ['not_found', 'not_funded', 'already_approved', 'disputed'],
});
