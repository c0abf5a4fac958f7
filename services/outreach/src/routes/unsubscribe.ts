import { html, problem, type Reply, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { normalisedEmail } from '../domain/email-address.ts';
import { askToUnsubscribe, type UnsubscribeFrame, unsubscribed } from '../pages/unsubscribe-page.tsx';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { readUnsubscribeToken } from '../proofs/unsubscribe-token.ts';
import { findContact } from '../store/contacts.ts';
import { findMessage } from '../store/messages.ts';
import { suppress } from '../store/suppressions.ts';

const params = z.object({ token: z.string().max(200) });

/** `GET /unsubscribe/:token`: asks; changes nothing, since mail scanners open links. */
export function unsubscribePageRoute(key: string, frame: UnsubscribeFrame): Route {
  return route({
    method: 'get',
    path: '/unsubscribe/:token',
    summary: 'Page to stop all mail to an address',
    params,
    handle: async ({ params: { token } }) =>
      readUnsubscribeToken(key, token) === undefined ? notFound() : html(askToUnsubscribe(frame)),
  });
}

/**
 * `POST /unsubscribe/:token`: stops all mail, from the page or from a mail program's own button (RFC 8058), without cookies and
 * whatever the body. Repeated, it answers the same.
 */
export function unsubscribeRoute(key: string, frame: UnsubscribeFrame): Route {
  return route({
    method: 'post',
    path: '/unsubscribe/:token',
    summary: 'Stops all mail to an address (RFC 8058)',
    reads: 'raw',
    params,
    async handle({ decide, params: { token } }) {
      const subject = readUnsubscribeToken(key, token);
      if (subject === undefined) return notFound();
      const { messageId, tenantId } = subject;
      await decide(tenantId, { cause: `unsubscribe ${messageId}` }, async ({ now, tx }) => {
        const message = await findMessage(tx, messageId);
        const contact = message && (await findContact(tx, message.contactId));
        const address = contact && normalisedEmail(contact.value);
        if (address === undefined) return;
        const identity = identitySha256('email', address);
        await suppress(tx, { identitySha256: identity, reason: 'unsubscribed', messageId, since: now });
      });
      return html(unsubscribed(frame));
    },
  });
}

function notFound(): Reply {
  return problem(404, 'not_found', 'Not found', 'There is nothing here.');
}
