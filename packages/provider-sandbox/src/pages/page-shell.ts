import { randomBytes } from 'node:crypto';
import type { Reply } from '../core/operation.ts';
import { type Html, html } from './html.ts';

export interface PageOptions {
  readonly title: string;
  readonly status?: number;
  readonly css: string;
  readonly body: Html;
  /** Origins a form on this page may lead to, by its action or by a redirect. */
  readonly formTargets?: readonly string[];
  readonly note?: Readonly<Record<string, unknown>>;
}

const tokens = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59626d;--line:#d9dde3;--ground:#f5f6f8;--card:#fff;--accent:#2f5fd0;
--accent-ink:#fff;--warn-ground:#fff4d6;--warn-ink:#6b4a00;--bad:#b3261e;--bad-ground:#fdecea;--good:#1c6b3a;--good-ground:#e5f4ea}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3acb8;--line:#343a43;--ground:#14171b;--card:#1c2026;
--accent:#8fb0ff;--accent-ink:#0e1a33;--warn-ground:#3a2f10;--warn-ink:#f5d98b;--bad:#ffb4ab;--bad-ground:#3b1a18;
--good:#8fd6a8;--good-ground:#15301f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent)}
::placeholder{color:var(--soft);opacity:1}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.sandbox{background:var(--warn-ground);color:var(--warn-ink);padding:.5rem 1rem;text-align:center;font-size:.875rem;font-weight:600}
h1,h2{line-height:1.25;margin:0;text-wrap:balance}
`;

/** A whole page: no scripts, styles by nonce, nothing from elsewhere. */
export function pageReply(options: PageOptions): Reply {
  const nonce = randomBytes(16).toString('base64');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${options.title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${{ markup: tokens + options.css }}</style>
</head>
<body>
<div class="sandbox" role="note">SANDBOX — no real money, no real mail</div>
${options.body}
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    "frame-src 'self'",
    `form-action 'self' ${(options.formTargets ?? []).join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: page.markup,
    ...(options.note ? { note: options.note } : {}),
  };
}
