import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const MAX_TEXT_CHARACTERS = 50_000;

const result = z.object({
  title: z.string(),
  url: z.url({ protocol: /^https?$/ }).max(2_048),
  snippet: z.string().nullish(),
  date: z.string().nullish(),
});

/** An answer of the Search API: results, or one list of them for each question. */
export const perplexityAnswer = z.object({
  results: z.array(z.unknown()).transform((results) => results.flat(1)),
});

/** An answer of the Agent API: items of several types, of which only what its search found is read, never what the model wrote. */
export const agentAnswer = z.object({
  output: z.array(z.looseObject({ type: z.string(), results: z.array(z.unknown()).optional() })),
  usage: z.object({ cost: z.object({ total_cost: z.number().min(0) }).optional() }).optional(),
});

const dateOf = (text: string | null | undefined): Date | null => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) || ms < 0 || ms > 7_258_118_399_000 ? null : new Date(ms);
};

/** A result is a summary of somebody's post: it has no author, and ranks behind posts that have one. The same page comes once. */
export function readPerplexityResults(raw: readonly unknown[]): { posts: RawPost[]; brokenCount: number } {
  const read = raw.map((one) => result.safeParse(one).data);
  const byUrl = new Map(read.flatMap((one) => (one === undefined ? [] : [[one.url, one] as const])));
  const posts = [...byUrl.values()].map(
    ({ date, snippet, title, url }): RawPost => ({
      platform: 'web',
      externalId: url.length <= 300 ? url : `sha256:${createHash('sha256').update(url).digest('hex')}`,
      url,
      author: null,
      title: storableText(title.slice(0, 1_000)),
      text: snippet ? storableText(snippet.slice(0, MAX_TEXT_CHARACTERS)) : null,
      postedAt: dateOf(date),
      thread: null,
      isReply: false,
      isSummary: true,
    }),
  );
  return { posts, brokenCount: read.filter((one) => one === undefined).length };
}
