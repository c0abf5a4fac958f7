import type { MailDomainStatus } from '../domain/mail-domain.ts';

/** Who can say whether mail for a domain has anywhere to go. */
export interface MailExchanges {
  /** Asks now. Whatever goes wrong is `unanswered`, never a throw; ends early when `signal` aborts. */
  statusOf(domain: string, signal: AbortSignal): Promise<MailDomainStatus>;
}
