import type { Request, Response } from 'express';
import { type AwkwardPage, honestPage } from './awkward-page.ts';

const german = honestPage('Töpferei Müller', '<p>Schreiben Sie an kontakt@toepferei-grauwald.studio — für Käufer</p>');
const latin1 = (text: string): Buffer => Buffer.from(text.replaceAll('—', '-'), 'latin1');
/** `日本` in Shift_JIS. */
const japanese = Buffer.concat([
  Buffer.from('<!doctype html><html><head><meta charset="shift_jis"></head><body><p>'),
  Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
  Buffer.from('</p></body></html>'),
]);

interface Written {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The same words in bytes that are, or are not, what they are said to be. */
const charsets: Readonly<Record<string, Written>> = {
  'latin1-undeclared': { contentType: 'text/html', body: latin1(german) },
  'latin1-called-utf8': { contentType: 'text/html; charset=utf-8', body: latin1(german) },
  'utf8-undeclared': { contentType: 'text/html', body: Buffer.from(german) },
  'utf8-called-ascii': { contentType: 'text/html; charset=us-ascii', body: Buffer.from(german) },
  'meta-shift-jis': { contentType: 'text/html', body: japanese },
  'utf16-mark': {
    contentType: 'text/html; charset=utf-8',
    body: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(german, 'utf16le')]),
  },
  unheard: { contentType: 'text/html; charset=x-martian', body: Buffer.from(german) },
  replacement: { contentType: 'text/html; charset=iso-2022-kr', body: Buffer.from(german) },
};

function charset(req: Request, res: Response): void {
  const written = charsets[String(req.params['name'])];
  if (written === undefined) return void res.status(404).end();
  // `setHeader`, since express's `set` would add a charset of its own.
  res.setHeader('content-type', written.contentType);
  res.end(written.body);
}

const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  json: 'application/json',
  svg: 'image/svg+xml',
  odd: 'text/html/oops',
  plain: 'text/plain; charset=utf-8',
};

function type(req: Request, res: Response): void {
  const contentType = types[String(req.params['name'])];
  if (contentType !== undefined) res.setHeader('content-type', contentType);
  res.end('Write to typed@chainlocker.works');
}

function status(req: Request, res: Response): void {
  const code = Math.min(Math.max(Number(req.params['code']) || 500, 200), 599);
  const wait = req.query['wait'];
  if (typeof wait === 'string') res.set('retry-after', wait);
  res
    .status(code)
    .type('html')
    .end(honestPage(`Status ${code}`, ''));
}

/** What robots are told, by the first label of the host. */
const robots: Readonly<Record<string, string>> = {
  closed: 'User-agent: *\nDisallow: /\n',
  'closed-to-us': 'User-agent: customer-loop\nDisallow: /people\n\nUser-agent: *\nAllow: /\n',
  unhurried: 'User-agent: *\nCrawl-delay: 20\n',
  // A rule for each letter, with as many stars as fit: matching it takes its time.
  starry: `User-agent: *\n${`Disallow: /${'*a'.repeat(900)}b\n`.repeat(200)}`,
};

function robotsTxt(req: Request, res: Response): void {
  const [label = ''] = (req.headers.host ?? '').split('.');
  if (label === 'broken') return void res.status(500).end();
  if (label === 'bare') return void res.status(404).end();
  if (label === 'inward') return void res.status(302).set('location', 'http://10.0.0.1/robots.txt').end();
  res.type('text').end(robots[label] ?? 'User-agent: *\nDisallow: /private/\n');
}

/** Answers: odd character sets, odd types, odd statuses, robots.txt of every mood; and plain pages beside them. */
export const answerPages: readonly AwkwardPage[] = [
  { name: 'robots', path: '/robots.txt', answer: robotsTxt },
  { name: 'charset', path: '/charset/:name', answer: charset },
  { name: 'type', path: '/type/:name', answer: type },
  { name: 'status', path: '/status/:code', answer: status },
  {
    name: 'people',
    path: '/people/:name',
    answer: (req, res) => {
      const name = String(req.params['name']).replaceAll(/[^a-z0-9-]/g, '');
      res.type('html').end(honestPage(name, `<p>Write to <a href="mailto:${name}@chainlocker.works">me</a></p>`));
    },
  },
  {
    name: 'private',
    path: '/private/:name',
    answer: (_req, res) => void res.type('html').end(honestPage('Private', '<p>Not for robots</p>')),
  },
];
