import type {
  contactEnriched,
  contactUnreachable,
  opportunityFound,
  opsOpportunitiesList,
  opsOpportunitiesShow,
  PayloadOf,
} from '@loop/contracts';
import type { z } from 'zod';

/** A post as discovery tells of it. */
export type JudgedPost = z.output<ReturnType<typeof opsOpportunitiesList.request>['output']>['items'][number];

type ShownPost = z.output<ReturnType<typeof opsOpportunitiesShow.request>['output']>;

/** What events tell of an opportunity; absent where they are gone, or nothing has happened yet. */
export interface Reached {
  readonly post?: PayloadOf<typeof opportunityFound>;
  readonly contacts?: PayloadOf<typeof contactEnriched>['contacts'];
  readonly unreachable?: PayloadOf<typeof contactUnreachable>;
}

/** Two digits are what a score is worth. */
const scoreText = (score: number | null) => (score === null ? '-' : score.toFixed(2));

/** A row each, under a heading. */
export function listText(posts: readonly JudgedPost[]): string[][] {
  const rows = posts.map((post) => [
    ...[post.opportunityId, post.platform, post.found ? scoreText(post.score) : (post.dropReason ?? '-')],
    ...[post.judged?.services.join(', ') || '-', post.judged?.language ?? '-', post.seenAt],
    post.found ? (post.reasons[0] ?? '') : `${post.detail ?? ''}${copyOf(post)}`,
  ]);
  return [['ID', 'PLATFORM', 'VERDICT', 'SERVICES', 'LANGUAGE', 'SEEN', 'WHY'], ...rows];
}

const copyOf = ({ duplicateOf }: JudgedPost) => (duplicateOf === null ? '' : `: ${duplicateOf}`);

function verdictText(post: ShownPost): string {
  if (post.forgottenAt !== null) return `forgotten ${post.forgottenAt}: nothing else is kept`;
  if (post.found) return `found, score ${scoreText(post.score)}`;
  return `dropped as ${post.dropReason ?? 'it was before reasons were kept'}: ${post.detail ?? '-'}${copyOf(post)}`;
}

function contactLines({ contacts, unreachable }: Reached): string[] {
  if (contacts !== undefined) {
    return contacts.map(({ check, kind, score, source, value }) => {
      const verdict = check === null ? '' : `, ${check.verdict}`;
      return `  ${kind} ${value} (${scoreText(score)}${verdict}, from the ${source.where})`;
    });
  }
  if (unreachable === undefined) return ['  none are known yet'];
  const why = unreachable.why === null ? '' : `: ${unreachable.why.join('; ')}`;
  return [`  none: ${unreachable.reason}${why}`];
}

/** All that is known of one post, for people. */
export function showText(post: ShownPost, reached: Reached): string {
  const { post: found } = reached;
  const title = found === undefined ? [] : [`${found.title ?? '(no title)'} by ${found.author ?? 'nobody named'}`];
  const copies = post.duplicates.map(
    ({ detail, externalId, opportunityId, platform, seenAt }) =>
      `  ${opportunityId} ${platform} ${externalId}, seen ${seenAt}: ${detail ?? ''}`,
  );
  return [
    `${post.opportunityId}: ${verdictText(post)}`,
    ...title,
    ...(found?.source.url ? [found.source.url] : []),
    `${post.platform} ${post.externalId}, seen ${post.seenAt} by run ${post.runId}`,
    ...post.reasons.map((reason) => `  ${reason}`),
    ...(post.found ? ['Contacts:', ...contactLines(reached)] : []),
    `Duplicates: ${post.duplicateCount}`,
    ...copies,
  ].join('\n');
}
