import type { ExtractedContact } from '@loop/contacts';
import { type Checked, summedUp } from './check.ts';
import { checkEmail } from './check-email.ts';
import { checkPhone } from './check-phone.ts';
import { emailParts } from './email-syntax.ts';
import type { MailDomainStatus } from './mail-domain.ts';

/** What domains' name servers said, by domain; a domain that is missing was not asked about. */
export type MailDomains = ReadonlyMap<string, MailDomainStatus>;

/** Networks tell strangers nothing without an account: that a handle is there is not known. */
const NOT_ASKED = summedUp([{ verdict: 'unknown', by: 0, reason: 'Nobody was asked whether it is there' }]);

/** Checks one contact by its kind. Pure: of the outside it knows what `domains` says. */
export function checkContact({ kind, value }: Pick<ExtractedContact, 'kind' | 'value'>, domains: MailDomains): Checked {
  if (kind === 'email') return checkEmail(value, domains.get(emailParts(value)?.domain ?? ''));
  if (kind === 'phone' || (kind === 'whatsapp' && /^\+\d+$/.test(value))) return checkPhone(value);
  return NOT_ASKED;
}

/** Domains asked about for one opportunity; a post with more addresses is a list. */
const MAX_DOMAINS = 10;

/** The domains that have to be asked whether they take mail before the contacts, best first, can be judged. */
export function domainsToAsk(contacts: readonly Pick<ExtractedContact, 'kind' | 'value'>[]): readonly string[] {
  const domains = contacts.flatMap(({ kind, value }) => (kind === 'email' ? (emailParts(value)?.domain ?? []) : []));
  return [...new Set(domains)].slice(0, MAX_DOMAINS);
}
