import type { Request, Response } from 'express';
import { type AwkwardPage, honestPage } from './awkward-page.ts';

const chainLimit = 50;

/** As bytes of UTF-8, which is what careless servers send. */
function redirect(res: Response, to: string, status = 302): void {
  const target = Buffer.from(to.replaceAll(/[\r\n\0]/g, ''), 'utf8').toString('latin1');
  res.status(status).setHeader('location', target);
  res.end();
}

const numberIn = (req: Request, name: string): number => Math.min(Number(req.params[name]) || 0, chainLimit);

/** Redirects: chains, circles, to wherever one asks, to nowhere. */
export const redirectPages: readonly AwkwardPage[] = [
  {
    name: 'redirect.chain',
    path: '/redirect/chain/:left',
    answer: (req, res) => {
      const left = numberIn(req, 'left');
      if (left > 0) return redirect(res, `${left - 1}`, 301 + (left % 3));
      res.type('html').end(honestPage('The end of the chain', '<p>Write to end@chainlocker.works</p>'));
    },
  },
  { name: 'redirect.circle', path: '/redirect/circle', answer: (_req, res) => redirect(res, '/redirect/circle', 307) },
  {
    name: 'redirect.to',
    path: '/redirect/to',
    answer: (req, res) => redirect(res, String(req.query['url'] ?? '/'), 308),
  },
  { name: 'redirect.nowhere', path: '/redirect/nowhere', answer: (_req, res) => void res.status(302).end() },
  {
    name: 'redirect.cookie',
    path: '/redirect/cookie',
    answer: (_req, res) => {
      res.set('set-cookie', 'visitor=known; Path=/');
      redirect(res, '/redirect/cookie/told');
    },
  },
  {
    name: 'redirect.cookie.told',
    path: '/redirect/cookie/told',
    answer: (req, res) => {
      const { cookie = 'none', referer = 'none' } = req.headers;
      res.type('html').end(honestPage('What you brought', `<p>Cookie: ${cookie}. Referrer: ${referer}.</p>`));
    },
  },
];
