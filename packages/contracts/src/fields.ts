import { z } from 'zod';

/**
 * The vocabulary of every payload. Three rules hold for all of them:
 *
 * - Reading is tolerant: a property a reader does not know is ignored, so that a publisher may add optional ones
 *   without a new version. The body as published stays in the outbox, the broker and the dead letter.
 * - Writing is strict: only declared properties leave a service, since a publisher sends the *parsed* payload.
 * - Every string, array and number has a bound.
 */

/** One of our own ids: a UUID in lower case with hyphens. */
export const id = z.uuid();

/** ISO 8601 in UTC, ending in `Z`: `2026-11-20T09:30:00.000Z`. */
export const instant = z.iso.datetime();

/** Text that is there, up to `maxLength` UTF-16 units. Longer text is cut by its publisher, never refused by a reader. */
export const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** A word of an open vocabulary, a provider's or a catalogue's: `hacker_news`, `card_declined`, `web.landing`. */
export const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]*$/)
  .max(100);

/** An id given by somebody else, kept as they wrote it: `pi_3Q…`, `41873921`. */
export const externalId = z.string().min(1).max(300);

/** An absolute http or https address. */
export const webUrl = z.url({ protocol: /^https?$/ }).max(2048);

/** SHA-256 in lower-case hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** From 0 (worst) to 1 (best). */
export const score = z.number().min(0).max(1);

/** Sentences for people on why a score or a choice came out as it did. */
export const reasons = z.array(text(300)).max(20);

/** A count of things. */
export const count = z.int().min(0);

/** Whole minor units of the currency beside it (cents for USD); never negative. */
export const amountMinor = z.int().min(0);

/** ISO 4217 code in upper case. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** What the figure beside it is worth: only `live` money is real. */
export const mode = z.enum(['sandbox', 'test', 'live']);

/** One of the three modes. */
export type Mode = z.output<typeof mode>;

/** What the client thought of the work, 1 (poor) to 5 (excellent). */
export const rating = z.int().min(1).max(5);

/** The payment rails a client can pick. */
export const rail = z.enum(['stripe', 'paypal']);

/**
 * `hold`: authorised now, captured on approval. `card_on_file`: card saved now, held when work is delivered.
 * `prepaid`: captured now, owed back until approval.
 */
export const fundingMethod = z.enum(['hold', 'card_on_file', 'prepaid']);

/** How a person can be reached. */
export const contactKind = z.enum([
  'email',
  'twitter',
  'linkedin',
  'github',
  'phone',
  'whatsapp',
  'telegram',
  'discord',
  'instagram',
  'facebook',
  'reddit',
  'booking_link',
  'website',
]);

/** One of the ways to reach a person. */
export type ContactKind = z.output<typeof contactKind>;

/** An address on a channel, in its normalised form: lower-case e-mail, E.164 telephone number, handle without `@`. */
export const identity = z.object({ kind: contactKind, value: text(500) });

/** Where a message travels. One provider serves several, and several providers serve one. */
export const channel = z.enum([
  'email',
  'sms',
  'whatsapp',
  'voice',
  'telegram',
  'messenger',
  'instagram_dm',
  'linkedin_message',
  'reddit_message',
  'x_dm',
  'rcs',
  'github_comment',
  'instagram_comment',
  'linkedin_comment',
  'reddit_comment',
  'x_reply',
]);

/** One of the ways a message travels. */
export type Channel = z.output<typeof channel>;

/** What a message is for; decides its template, its basis and whether a person reviews it. */
export const messagePurpose = z.enum([
  'proposal',
  'follow_up',
  'sign_in_code',
  'client_notice',
  'operator_alert',
  'reply',
  'campaign',
  'photo_request',
]);

/**
 * The proof that money moved. `readAt`: when the provider's object was read from the provider itself.
 * `providerEventId` is null when no webhook led to the reading (a janitor's run, our own call).
 */
export const evidence = z.object({ providerEventId: externalId.nullable(), readAt: instant });
