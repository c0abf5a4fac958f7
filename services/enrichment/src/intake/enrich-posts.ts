import { domainsToAsk, type MailDomains } from '../domain/check-contact.ts';
import type { FoundPost } from '../domain/found-post.ts';
import type { MailDomainStatus } from '../domain/mail-domain.ts';
import { keepPosts } from '../store/known-posts.ts';
import { type KnownDomain, knownDomains, lockDomains, type TenantDomain } from '../store/mail-domains.ts';
import { keepWaiting, type WaitingPost } from '../store/waiting.ts';
import { admitPosts } from './admit-posts.ts';
import { decidePosts } from './decide-posts.ts';
import { type LookingDesk, lookFurther } from './look-further.ts';

/** A decision that can also have name servers asked. */
export interface AskingDesk<P extends FoundPost> extends LookingDesk<P> {
  /** Has a domain's name servers asked whether it takes mail, on behalf of a post; the same question twice is asked once. */
  ask(post: P, domain: string, question: string): Promise<void>;
}

const keyOf = ({ tenantId, domain }: TenantDomain): string => `${tenantId} ${domain}`;

/** What is known of domains, by tenant. */
export function domainsByTenant(known: readonly KnownDomain[]): (tenantId: string) => MailDomains {
  const byTenant = new Map<string, Map<string, MailDomainStatus>>();
  for (const { tenantId, domain, status } of known) {
    const domains = byTenant.get(tenantId) ?? new Map<string, MailDomainStatus>();
    byTenant.set(tenantId, domains.set(domain, status));
  }
  const none: MailDomains = new Map();
  return (tenantId) => byTenant.get(tenantId) ?? none;
}

/**
 * Decides of each post whether its author can be reached. One whose addresses are at domains that nobody has asked about lately
 * waits until their name servers have been asked; whoever keeps the answer decides it (`effects/look-up-mail-domain.ts`).
 */
export async function enrichPosts<P extends FoundPost>(desk: AskingDesk<P>, found: readonly P[]): Promise<void> {
  const posts = await admitPosts(desk, found);
  await keepPosts(desk.tx, posts, desk.now);
  const wanted = posts.map((post) => ({ post, domains: domainsToAsk(post.contacts) }));
  const pairs = new Map(
    wanted.flatMap(({ post: { tenantId }, domains }) =>
      domains.map((domain) => [keyOf({ tenantId, domain }), { tenantId, domain }] as const),
    ),
  );
  const believed = await knownDomains(desk.tx, [...pairs.values()], desk.now);
  for (const known of believed) pairs.delete(keyOf(known));
  const locked = pairs.size === 0 ? undefined : await lockDomains(desk.tx, [...pairs.values()], desk.now);
  const asked = new Map((locked?.asked ?? []).map((domain) => [keyOf(domain), domain]));

  const ready: P[] = [];
  const waiting: WaitingPost[] = [];
  for (const { post, domains } of wanted) {
    const open = domains.flatMap((domain) => asked.get(keyOf({ tenantId: post.tenantId, domain })) ?? []);
    if (open.length === 0) ready.push(post);
    else waiting.push({ post, domains: open.map(({ domain }) => domain) });
    for (const { domain, question } of open) await desk.ask(post, domain, question);
  }
  await keepWaiting(desk.tx, waiting);
  await decideAndLook(desk, ready, domainsByTenant([...believed, ...(locked?.known ?? [])]));
}

/**
 * Decides posts whose domains are known; those that leave nobody to write to wait for a look elsewhere, or go on with what an
 * earlier one found. Each place is looked at once for a post, so that this ends.
 */
export async function decideAndLook<P extends FoundPost>(
  desk: AskingDesk<P>,
  posts: readonly P[],
  domainsOf: (tenantId: string) => MailDomains,
): Promise<void> {
  const answered = await lookFurther(desk, await decidePosts(desk, posts, domainsOf));
  if (answered.length > 0) await enrichPosts(desk, answered);
}
