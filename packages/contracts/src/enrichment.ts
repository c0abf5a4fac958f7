import { z } from 'zod';
import { defineEvent, nextVersion } from './define.ts';
import { channel, code, contactKind, id, instant, reasons, score, sha256, text, webUrl } from './fields.ts';

/** A way to reach someone, the rule that found it, and where: `start` and `end` are UTF-16 offsets into that part. */
const contactV1 = z.object({
  contactId: id,
  kind: contactKind,
  value: text(500),
  rule: code,
  source: z.object({
    where: z.enum(['text', 'title', 'author', 'page']),
    url: webUrl.nullable(),
    start: z.int().min(0).nullable(),
    end: z.int().min(0).nullable(),
  }),
  score,
  reasons,
});

const contactEnrichedV1 = defineEvent({
  subject: 'contact.enriched',
  version: 1,
  publisher: 'enrichment',
  consumers: ['client-portal', 'outreach'],
  key: 'opportunityId',
  personal: ['contacts[].value', 'contacts[].source.url'],
  schema: z.object({
    opportunityId: id,
    contacts: z.array(contactV1).min(1).max(50),
    bestContactId: id,
  }),
});

/** What kind of line a telephone number is in its country's numbering plan; `unknown` where the plan does not say. */
const phoneType = z.enum([
  'mobile',
  'fixed_line',
  'fixed_line_or_mobile',
  'voip',
  'toll_free',
  'premium_rate',
  'other',
  'unknown',
]);

/**
 * What was found out about a contact itself. `invalid`: a message would reach nobody. `risky`: it may, or not this person.
 * `unknown`: nobody could be asked. `phoneType` is null for what is no telephone number.
 */
const check = z.object({
  verdict: z.enum(['valid', 'risky', 'invalid', 'unknown']),
  reasons,
  phoneType: phoneType.nullable(),
});

/** `check` is null where the contact was published before contacts were checked. */
const contact = contactV1.extend({
  source: contactV1.shape.source.extend({ where: z.enum(['text', 'title', 'author', 'page', 'profile']) }),
  check: check.nullable(),
});

/**
 * The author of an opportunity can be reached. `contacts` are sorted best first, those that are `invalid` last; `bestContactId`
 * is the first. `channels` are the ways a message can travel to one of them, best first, whether or not a provider is configured
 * for it; null where they were not worked out.
 */
export const contactEnriched = nextVersion(contactEnrichedV1, {
  schema: contactEnrichedV1.schema.extend({
    contacts: z.array(contact).min(1).max(50),
    channels: z
      .array(z.object({ channel, contactId: id, score }))
      .max(100)
      .nullable(),
  }),
  upcast: (before) => ({
    ...before,
    contacts: before.contacts.map((one) => ({ ...one, check: null })),
    channels: null,
  }),
});

const contactUnreachableV1 = defineEvent({
  subject: 'contact.unreachable',
  version: 1,
  publisher: 'enrichment',
  consumers: [],
  key: 'opportunityId',
  personal: [],
  schema: z.object({
    opportunityId: id,
    reason: z.enum(['no_contact', 'only_invalid', 'score_too_low', 'forgotten']),
    tried: z.array(text(100)).max(50),
  }),
});

/**
 * What could yet lead to the author: their profile on the platform, the page behind the post, a public reply that asks for an
 * address, another address than the one given, or asking the same name servers again later.
 */
const help = z.enum(['author_profile', 'source_page', 'ask_on_platform', 'another_address', 'try_again']);

/**
 * No usable contact. `tried` names the rules and places that were looked at; `why` says in sentences what was wrong with what was
 * found, without naming it; `wouldHelp` what could be done. Both are null where they were not worked out.
 */
export const contactUnreachable = nextVersion(contactUnreachableV1, {
  schema: contactUnreachableV1.schema.extend({ why: reasons.nullable(), wouldHelp: z.array(help).max(5).nullable() }),
  upcast: (before) => ({ ...before, why: null, wouldHelp: null }),
});

/**
 * A person is to be forgotten: every consumer erases what it keeps of them and refuses to take them up again.
 * An identity is told by `valueSha256`, the SHA-256 of `<kind>:<normalised value>`, so that the order to forget does
 * not itself keep the address; the name an author goes by on a platform by that of `<platform>:<name in lower case>`. Where
 * a post expired or was taken back at its source only the post is forgotten: no identity is told then.
 */
export const contactForgotten = defineEvent({
  subject: 'contact.forgotten',
  version: 1,
  publisher: 'enrichment',
  consumers: ['discovery', 'outreach', 'client-portal', 'inbound-channels', 'payments'],
  key: 'contactId',
  personal: [],
  schema: z.object({
    contactId: id,
    opportunityIds: z.array(id).max(1000),
    identities: z.array(z.object({ kind: contactKind, valueSha256: sha256 })).max(100),
    authors: z
      .array(z.object({ platform: code, authorSha256: sha256 }))
      .max(100)
      .optional(),
    basis: z.enum(['request', 'retention', 'operator', 'deleted_at_source']),
    forgottenAt: instant,
  }),
});
