import { type Decision, defineEffect, type Effect } from '@loop/runtime';
import { z } from 'zod';
import { domainsToAsk } from '../domain/check-contact.ts';
import { believedUntil, MAIL_DOMAIN_STATUSES } from '../domain/mail-domain.ts';
import { admitPosts } from '../intake/admit-posts.ts';
import { deskOf, type OutwardActs } from '../intake/decision-desk.ts';
import { decideAndLook, domainsByTenant } from '../intake/enrich-posts.ts';
import type { MailExchanges } from '../providers/mail-exchanges.ts';
import { keepAnswer, knownDomains } from '../store/mail-domains.ts';
import { takeWaiting } from '../store/waiting.ts';

const intent = z.object({
  domain: z.string().min(1).max(253),
  /** 0 asks; the others decide what more waited for the answer than one transaction takes. */
  part: z.int().min(0),
});

/** Asks a domain's name servers whether it takes mail, and decides the posts that waited for the answer. */
export type LookUpMailDomain = Effect<typeof intent>;

/** Posts decided in one transaction. */
const MAX_TOGETHER = 500;

/** The same question has the same key: asked once, however many posts wait. */
export const questionKey = (domain: string, question: string): string => `${domain} ${question}`;

/** An operator who says that it was done cannot say what was answered. */
const status = z.enum(MAIL_DOMAIN_STATUSES).catch('unanswered');

async function decideWaiting(decision: Decision, acts: OutwardActs, domain: string): Promise<boolean> {
  const { tx, tenantId } = decision;
  const { taken, ready } = await takeWaiting(tx, tenantId, domain, MAX_TOGETHER);
  const domains = new Set(ready.flatMap(({ contacts }) => domainsToAsk(contacts)));
  const asked = [...domains].map((one) => ({ tenantId, domain: one }));
  // What was answered while they waited counts, though it may be believed no longer: asking again might never end.
  const known = await knownDomains(tx, asked, 'whenever');
  const desk = deskOf(decision, acts);
  // Somebody may have asked to be forgotten while their post waited.
  await decideAndLook(desk, await admitPosts(desk, ready), domainsByTenant(known));
  return taken === MAX_TOGETHER;
}

/**
 * The effect behind every verdict on an e-mail address. Asking changes nothing anywhere, so a lost attempt is simply made again;
 * name servers that fail or are silent are an answer too, believed for minutes. An operator who ends it lets those who wait go on
 * without.
 */
export function lookUpMailDomain(exchanges: MailExchanges, acts: () => OutwardActs): LookUpMailDomain {
  const lookUp: LookUpMailDomain = defineEffect({
    name: 'look_up_mail_domain',
    provider: 'dns',
    intent,
    async perform({ intent: { domain, part }, signal }) {
      if (part > 0) return { outcome: 'done', result: {} };
      return { outcome: 'done', result: { status: await exchanges.statusOf(domain, signal) } };
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'asking_changes_nothing' };
    },
    async settle(decision, { effectId, intent: { domain, part }, outcome }) {
      if (outcome.outcome === 'unknown') return;
      if (part === 0) {
        const answer = outcome.outcome === 'done' ? status.parse(outcome.result['status']) : 'unanswered';
        await keepAnswer(decision.tx, domain, answer, believedUntil(answer, decision.now));
      }
      if (!(await decideWaiting(decision, acts(), domain))) return;
      await decision.act(lookUp, { domain, part: part + 1 }, { key: `${domain} after ${effectId}` });
    },
  });
  return lookUp;
}
