import { z } from 'zod';
import { defineEvent } from './define.ts';
import { code, contactKind, id, instant, reasons, score, sha256, text, webUrl } from './fields.ts';

/** A way to reach someone, the rule that found it, and where: `start` and `end` are UTF-16 offsets into that part. */
const contact = z.object({
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

/** The author of an opportunity can be reached. `bestContactId` is one of `contacts`, which are sorted best first. */
export const contactEnriched = defineEvent({
  subject: 'contact.enriched',
  version: 1,
  publisher: 'enrichment',
  consumers: ['client-portal', 'outreach'],
  key: 'opportunityId',
  personal: ['contacts[].value', 'contacts[].source.url'],
  schema: z.object({
    opportunityId: id,
    contacts: z.array(contact).min(1).max(50),
    bestContactId: id,
  }),
});

/** No usable contact. `tried` names the rules and places that were looked at. */
export const contactUnreachable = defineEvent({
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
 * A person is to be forgotten: every consumer erases what it keeps of them and refuses to take them up again.
 * An identity is told by `valueSha256`, the SHA-256 of `<kind>:<normalised value>`, so that the order to forget does
 * not itself keep the address.
 */
export const contactForgotten = defineEvent({
  subject: 'contact.forgotten',
  version: 1,
  publisher: 'enrichment',
  consumers: ['discovery', 'outreach', 'client-portal', 'inbound-channels'],
  key: 'contactId',
  personal: [],
  schema: z.object({
    contactId: id,
    opportunityIds: z.array(id).max(1000),
    identities: z.array(z.object({ kind: contactKind, valueSha256: sha256 })).max(100),
    basis: z.enum(['request', 'retention', 'operator']),
    forgottenAt: instant,
  }),
});
