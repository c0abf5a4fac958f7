import { z } from 'zod';
import type { RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const id = z.string().regex(/^\d{1,19}$/);

const url = z.object({ url: z.string(), expanded_url: z.string().optional() });

const post = z.object({
  id,
  text: z.string(),
  author_id: id.optional(),
  created_at: z.coerce.date().optional().catch(undefined),
  lang: z.string().optional(),
  entities: z
    .object({ urls: z.array(url).default([]) })
    .optional()
    .catch(undefined),
});

const user = z.object({ id, username: z.string().regex(/^\w{1,15}$/), description: z.string().optional() });

/** An answer of recent search; posts and users are looked at one by one. */
export const xAnswer = z.object({
  data: z.array(z.unknown()).max(100).default([]),
  includes: z.object({ users: z.array(z.unknown()).default([]) }).optional(),
  errors: z.array(z.unknown()).default([]),
  meta: z.object({ result_count: z.int().min(0), next_token: z.string().optional(), newest_id: id.optional() }),
});

/** Accounts that say they are run by a program. */
const BOT = /(?:^|_)bot(?:_|$)|bot$/i;
const BOT_DESCRIPTION = /\b(?:automated (?:account|by)|i am a bot)\b/i;

/** What an answer holds. */
export interface XPage {
  readonly posts: readonly RawPost[];
  readonly brokenCount: number;
  /** Users that came with it: they are paid for. */
  readonly userCount: number;
}

/** Links stand shortened in the text; who reads it needs the address behind them. */
function withLinks({ text, entities }: z.output<typeof post>): string {
  return (entities?.urls ?? []).reduce(
    (written, { url: short, expanded_url }) =>
      expanded_url === undefined || short === '' ? written : written.replaceAll(short, expanded_url),
    text,
  );
}

/** Reads an answer. A post whose user did not come with it (suspended, protected) has no author; without one it has no address. */
export function readXPage({ data, includes }: z.output<typeof xAnswer>): XPage {
  const users = (includes?.users ?? []).flatMap((raw) => user.safeParse(raw).data ?? []);
  const byId = new Map(users.map((one) => [one.id, one]));
  const posts = data.flatMap((raw): RawPost[] => {
    const parsed = post.safeParse(raw).data;
    if (parsed === undefined) return [];
    const author = byId.get(parsed.author_id ?? '');
    return [
      {
        platform: 'twitter',
        externalId: parsed.id,
        url: `https://x.com/${author?.username ?? 'i'}/status/${parsed.id}`,
        author: author?.username ?? null,
        title: null,
        text: storableText(withLinks(parsed)),
        postedAt: parsed.created_at ?? null,
        thread: null,
        isReply: false,
        labels: [],
        isByBot: BOT.test(author?.username ?? '') || BOT_DESCRIPTION.test(author?.description ?? ''),
      },
    ];
  });
  return { posts, brokenCount: data.length - posts.length, userCount: users.length };
}
