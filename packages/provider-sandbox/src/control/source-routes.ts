import type { Request } from 'express';
import { z } from 'zod';
import { jsonReply, problemReply } from '../core/reply.ts';
import type { SandboxWorld } from '../core/sandbox-world.ts';
import { BOARD_NAMES } from '../posts/source-providers.ts';
import { type ControlRoute, checked, parseBody } from './control-route.ts';

const boardName = z.enum(BOARD_NAMES);

/** The author takes a post back. */
const removalBody = z.strictObject({ provider: boardName, number: z.int().min(1) });

/** Another limit than the vendor's own, beginning now; `null` puts the vendor's back. */
const quotaBody = z.strictObject({
  /** `reddit`, `x`, `x.posts`, `github`, `github.meaning`, `github.core`, `perplexity`. */
  name: z.string().min(1).max(40),
  rule: z.strictObject({ limit: z.int().min(0), windowSeconds: z.int().min(1) }).nullable(),
});

/** What tests do to the places where people post: look behind the posts, take some back, change quotas. */
export function sourceRoutes({ journal, sources }: SandboxWorld): ControlRoute[] {
  const listPosts = (req: Request) =>
    checked(boardName, req.params['provider'], (provider) => jsonReply(200, sources.boards[provider].visible()));
  const removePost = (req: Request) =>
    checked(removalBody, parseBody(req), ({ provider, number }) => {
      const board = sources.boards[provider];
      if (board.find(number) === undefined) return problemReply(404, 'No such post');
      const removed = { provider, number };
      journal.transact(
        'sandbox',
        'control',
        () => board.remove(number),
        () => ({ removed }),
      );
      return { status: 204, body: '' };
    });
  const setQuota = (req: Request) =>
    checked(quotaBody, parseBody(req), ({ name, rule }) => {
      const quota = { name, rule };
      journal.transact(
        'sandbox',
        'control',
        () => sources.quotas.configure(name, rule),
        () => ({ quota }),
      );
      return { status: 204, body: '' };
    });
  return [
    ['get', '/posts/:provider', listPosts],
    ['post', '/posts/removals', removePost],
    ['put', '/quotas', setQuota],
  ];
}
