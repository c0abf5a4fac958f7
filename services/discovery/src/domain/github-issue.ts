import { z } from 'zod';
import type { RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const label = z.union([z.string(), z.object({ name: z.string().nullish() }).transform(({ name }) => name ?? '')]);

/** An issue as the search lists it (`issue-search-result-item`), as much of it as is read. */
const issue = z.object({
  id: z.int().positive(),
  html_url: z.string().startsWith('https://github.com/').max(2_000),
  title: z.string(),
  body: z.string().nullish(),
  created_at: z.coerce.date(),
  user: z.object({ login: z.string().min(1).max(100), type: z.string().optional() }).nullish(),
  labels: z.array(label).default([]),
});

/** Services' own accounts write as users here and there. */
const BOT = /\[bot\]$|^(?:algora-pbc|opirebot|dependabot|github-actions)$/i;

/** A page of the issue search; issues are looked at one by one. */
export const githubAnswer = z.object({
  total_count: z.int().min(0),
  incomplete_results: z.boolean(),
  items: z.array(z.unknown()).max(100),
});

/** Reads one issue; `undefined` where it is of another shape. */
export function readGithubIssue(raw: unknown): RawPost | undefined {
  const parsed = issue.safeParse(raw).data;
  if (parsed === undefined) return undefined;
  const { body, created_at, html_url, id, labels, title, user } = parsed;
  const author = user?.login ?? null;
  return {
    platform: 'github',
    externalId: String(id),
    url: html_url,
    // Whoever deleted their account is `ghost`, which is nobody.
    author: author === 'ghost' ? null : author,
    title: storableText(title),
    text: body === null || body === undefined || body.trim() === '' ? null : storableText(body),
    postedAt: created_at,
    thread: null,
    isReply: false,
    labels: labels.filter((name) => name !== '').map(storableText),
    isByBot: user?.type === 'Bot' || BOT.test(author ?? ''),
  };
}
