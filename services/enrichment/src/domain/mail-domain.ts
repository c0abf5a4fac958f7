/**
 * Whether mail for a domain has anywhere to go, by its name servers' answers:
 *
 * - `receives`: a mail server is named. `by_address`: none is, and mail goes to the domain's own address (RFC 5321 §5.1).
 * - `refuses`: the domain says that it takes none (RFC 7505). `absent`: there is no such domain, or nothing to send to.
 * - `unanswered`: the name servers failed or were silent.
 */
export const MAIL_DOMAIN_STATUSES = ['receives', 'by_address', 'refuses', 'absent', 'unanswered'] as const;

/** See {@link MAIL_DOMAIN_STATUSES}. */
export type MailDomainStatus = (typeof MAIL_DOMAIN_STATUSES)[number];

const HOUR_MS = 3_600_000;

/** How long an answer is believed, in domain time. A domain that takes mail goes on doing so; silence passes. */
const BELIEVED_MS: Readonly<Record<MailDomainStatus, number>> = {
  receives: 7 * 24 * HOUR_MS,
  by_address: 24 * HOUR_MS,
  refuses: 24 * HOUR_MS,
  absent: 24 * HOUR_MS,
  unanswered: HOUR_MS / 6,
};

/** When an answer has to be asked for again. */
export function believedUntil(status: MailDomainStatus, askedAt: Date): Date {
  return new Date(askedAt.getTime() + BELIEVED_MS[status]);
}
