import express, { type Request, type Response, type Router } from 'express';
import type { Reply } from '../core/operation.ts';
import { sendReply } from '../core/provider-router.ts';
import type { MailOffice } from '../sendgrid/mail-office.ts';
import { html } from './html.ts';
import { mailboxCss, mailboxView, messageView } from './mailbox-view.ts';
import { pageReply } from './page-shell.ts';

const listLimit = 500;

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function listPage(office: MailOffice, req: Request): Reply {
  const to = text(req.query['to']);
  const subject = text(req.query['subject']);
  const mails = office.list({ to: to || undefined, subject: subject || undefined, limit: listLimit });
  const recipients = [...new Set(office.list({}).map((mail) => mail.to.email))].sort();
  return pageReply({ title: 'Mailbox (sandbox)', css: mailboxCss, body: mailboxView(mails, recipients, to, subject) });
}

function notFoundPage(): Reply {
  const body = html`<main><div class="empty"><h2>No such message</h2><p class="soft"><a href="/mailbox">All messages</a></p></div></main>`;
  return pageReply({ title: 'No such message', status: 404, css: mailboxCss, body });
}

function messagePage(office: MailOffice, req: Request): Reply {
  const mail = office.get(String(req.params['id']));
  if (!mail) return notFoundPage();
  return pageReply({ title: mail.subject || 'Message', css: mailboxCss, body: messageView(mail) });
}

/** The mail's own HTML: no scripts, nothing loaded, links open outside the frame. */
function messageHtml(office: MailOffice, req: Request): Reply {
  const mail = office.get(String(req.params['id']));
  if (mail?.html == null) return notFoundPage();
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; frame-ancestors 'self'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<base target="_blank">${mail.html}`,
  };
}

/** `/mailbox`: everything that was sent, for people to look at. */
export function createMailboxRouter(office: MailOffice): Router {
  const router = express.Router();
  const route = (answer: (req: Request) => Reply) => (req: Request, res: Response) => sendReply(res, answer(req));
  router.get(
    '/',
    route((req) => listPage(office, req)),
  );
  router.get(
    '/messages/:id',
    route((req) => messagePage(office, req)),
  );
  router.get(
    '/messages/:id/html',
    route((req) => messageHtml(office, req)),
  );
  router.use((_req: Request, res: Response) => sendReply(res, notFoundPage()));
  return router;
}
