import type { contactUnreachable, PayloadOf } from '@loop/contracts';
import type { PostFacts, RankedContact } from './rank-contacts.ts';

type Unreachable = PayloadOf<typeof contactUnreachable>;
type Help = NonNullable<Unreachable['wouldHelp']>[number];

/** Platforms where a post can be answered in public, and whose authors have a profile that says more of them. */
const SOCIAL = new Set(['hackernews', 'hacker_news', 'reddit', 'github', 'x', 'twitter', 'linkedin']);

/** What could yet lead to the author of a post, the likeliest first. */
export function wouldHelp(reason: Unreachable['reason'], contacts: readonly RankedContact[], post: PostFacts): Help[] {
  const isSocial = SOCIAL.has(post.platform);
  const wasUnanswered = contacts.some(({ check, kind }) => kind === 'email' && check?.verdict === 'unknown');
  const helps: (Help | false)[] = [
    wasUnanswered && 'try_again',
    isSocial && post.author !== null && 'author_profile',
    !isSocial && post.url !== null && 'source_page',
    isSocial && post.url !== null && 'ask_on_platform',
    reason === 'only_invalid' && 'another_address',
  ];
  return helps.filter((help) => help !== false);
}
