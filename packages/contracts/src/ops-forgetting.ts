import { z } from 'zod';
import { code, contactKind, count, id, instant, sha256, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

/** Whom an operator means: one of the ways to reach them, the name they post under on a platform, or a contact's id. */
const person = z.object({
  tenantId: id,
  /** A kind of contact (`email`) or a platform (`hackernews`); null beside a `contactId`. */
  kind: code.nullable(),
  value: text(500).nullable(),
  contactId: id.nullable(),
});

/** A person as `contact.forgotten` tells of them: what leads to them, without any of it. */
const forgettable = z.object({
  contactId: id,
  opportunityIds: z.array(id).max(10_000),
  identities: z.array(z.object({ kind: contactKind, valueSha256: sha256 })).max(100),
  authors: z.array(z.object({ platform: code, authorSha256: sha256 })).max(100),
});

const refusals = ['unknown_contact', 'too_much', 'reason_names_person'] as const;

/** Finds whom and what forgetting somebody would take: their other addresses, and the posts they are known from. */
export const opsForgetPlan = defineOpsCommand({
  command: 'forget_plan',
  services: ['enrichment'],
  input: person,
  output: forgettable,
  refusals: [...refusals],
});

/** Forgets somebody: publishes `contact.forgotten`, under the ids given back. Forgotten before, they are forgotten again. */
export const opsForget = defineOpsCommand({
  command: 'forget',
  services: ['enrichment'],
  input: person.extend(acting.shape),
  output: forgettable.extend({ eventIds: z.array(id).max(100) }),
  refusals: [...refusals],
});

/** Counts what a service would erase of a person, by table, and names what would stay, and on which basis. Changes nothing. */
export const opsErasurePreview = defineOpsCommand({
  command: 'erasure_preview',
  timeoutMs: 20_000,
  input: forgettable.extend({ tenantId: id }),
  output: z.object({
    erased: z.record(text(100), count),
    kept: z.array(z.object({ what: text(200), rows: count, basis: text(300) })).max(50),
  }),
  refusals: [],
});

/** How far a service is with what `contact.forgotten` ordered. `pendingInStream`: events the broker has still to overwrite, whoever's. */
export const opsErasureStatus = defineOpsCommand({
  command: 'erasure_status',
  input: z.object({ eventIds: z.array(id).max(100) }),
  output: z.object({
    known: count,
    done: count,
    waitsFor: text(200).nullable(),
    erased: z.record(text(100), count),
    pendingInStream: count,
    doneAt: instant.nullable(),
  }),
  refusals: [],
});

const policy = z.object({ keepDays: z.int(), isDefault: z.boolean() });

/** For how many days a tenant keeps what posts say about people. */
export const opsRetention = defineOpsCommand({
  command: 'retention',
  services: ['enrichment'],
  input: z.object({ tenantId: id }),
  output: policy,
  refusals: [],
});

/** Sets for how many days a tenant keeps what posts say about people, from their finding or from the end of their deal. */
export const opsSetRetention = defineOpsCommand({
  command: 'set_retention',
  services: ['enrichment'],
  input: acting.extend({ tenantId: id, keepDays: z.int().min(1).max(3650) }),
  output: policy,
  refusals: [],
});
