import express, { type Router } from 'express';
import type { Journal } from '../core/journal.ts';
import { readRequest, sendReply } from '../core/provider-router.ts';
import { problemReply } from '../core/reply.ts';
import { answerPages } from './answer-pages.ts';
import { bodyPages } from './body-pages.ts';
import { redirectPages } from './redirect-pages.ts';

/** The name, and all names under it, of people's own pages. */
const pagesHost = 'pages.localhost';

/** Whether a request is for a page of the world out there, and not for a provider. */
export const isForPages = (host: string): boolean => host === pagesHost || host.endsWith(`.${pagesHost}`);

const loggedHeaders = ['user-agent', 'accept', 'cookie', 'referer'];

/**
 * Pages of the world out there, for whoever fetches them: honest ones and awkward ones. Every visit is in the log under `pages`, with
 * the headers that a visitor should and should not send.
 */
export function createAwkwardPages(journal: Journal): Router {
  const router = express.Router({ caseSensitive: true });
  for (const { answer, name, path } of [...answerPages, ...redirectPages, ...bodyPages]) {
    router.get(path, (req, res) => {
      const { headers, host, path: asked } = readRequest(req);
      const told = Object.fromEntries(loggedHeaders.map((header) => [header, headers[header] ?? null]));
      journal.transact(
        'pages',
        'request',
        () => undefined,
        () => ({ operation: name, host, path: asked, headers: told }),
      );
      answer(req, res);
    });
  }
  router.use((_req, res) => sendReply(res, problemReply(404, 'No such page')));
  return router;
}
