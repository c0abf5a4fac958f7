import { isFreeMail, isRoleMailbox } from '@loop/contacts';
import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import { type Checked, type Remark, summedUp } from './check.ts';
import { emailParts } from './email-syntax.ts';
import { isGibberish } from './gibberish.ts';
import type { MailDomainStatus } from './mail-domain.ts';

/** RFC 2606 and RFC 6761. */
const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/;

const ABOUT_DOMAIN: Readonly<Record<MailDomainStatus, Remark>> = {
  receives: { verdict: 'valid', by: 0.03, reason: 'The domain takes mail' },
  by_address: {
    verdict: 'risky',
    by: -0.1,
    reason: 'The domain names no mail server; mail would go to its own address',
  },
  refuses: { verdict: 'invalid', by: -1, reason: 'The domain says that it takes no mail' },
  absent: { verdict: 'invalid', by: -1, reason: 'The domain is not there, or has nothing to send mail to' },
  unanswered: { verdict: 'unknown', by: -0.05, reason: "The domain's name servers did not answer" },
};
const NOT_ASKED: Remark = { verdict: 'unknown', by: 0, reason: "The domain's name servers were not asked" };

/** Made once: the library makes it anew for each question. */
const DISPOSABLE: ReadonlySet<string> = disposableEmailBlocklistSet();

/** Every domain that is subordinate to a listed one is as disposable: mail services hand out names below their own. */
function isDisposable(domain: string): boolean {
  const labels = domain.split('.');
  return labels.slice(0, -1).some((_label, at) => DISPOSABLE.has(labels.slice(at).join('.')));
}

/**
 * Checks an e-mail address: its form, its domain, its name. Role, free-mail and tagged addresses are named and not held against
 * it; the score of what the post says already knows the first two.
 * @param status what its domain's name servers said; undefined where they were not asked.
 */
export function checkEmail(address: string, status: MailDomainStatus | undefined): Checked {
  const parts = emailParts(address);
  if (parts === undefined) return summedUp([{ verdict: 'invalid', by: -1, reason: 'No e-mail address by its form' }]);
  const { domain, local, tag } = parts;
  if (RESERVED.test(domain)) {
    return summedUp([{ verdict: 'invalid', by: -1, reason: 'The domain is reserved for examples' }]);
  }
  const remarks: (Remark | false)[] = [
    status === undefined ? NOT_ASKED : ABOUT_DOMAIN[status],
    isDisposable(domain) && { verdict: 'risky', by: -0.35, reason: 'A throw-away mailbox' },
    isGibberish(local) && { verdict: 'risky', by: -0.15, reason: 'The name looks made by a machine' },
    local.startsWith('"') && { verdict: 'risky', by: -0.1, reason: 'The name stands in quotes; few servers take it' },
    isRoleMailbox(local) && { by: 0, reason: 'A role address: no person is named' },
    isFreeMail(domain) && { by: 0, reason: 'At a free-mail service' },
    tag !== null && { by: 0, reason: 'Tagged behind a plus sign: its owner sorts by it' },
  ];
  return summedUp(remarks.filter((remark) => remark !== false));
}
