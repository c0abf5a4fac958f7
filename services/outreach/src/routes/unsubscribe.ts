import { html, problem, type Reply, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { askToUnsubscribe, type UnsubscribeFrame, unsubscribed } from '../pages/unsubscribe-page.tsx';
import { readUnsubscribeToken } from '../proofs/unsubscribe-token.ts';
import { findMessage } from '../store/messages.ts';
import { identityOf, suppress } from '../store/suppressions.ts';

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

/** A mail program's button is pressed from its provider's few addresses, for all its users. */
const BUTTONS_PER_MINUTE = 6000;

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
    ratePerMinute: BUTTONS_PER_MINUTE,
    params,
    async handle({ decide, params: { token } }) {
      const subject = readUnsubscribeToken(key, token);
      if (subject === undefined) return notFound();
      const { messageId, tenantId } = subject;
      await decide(tenantId, { cause: `unsubscribe ${messageId}` }, async ({ now, tx }) => {
        const message = await findMessage(tx, messageId);
        const identity = message && (await identityOf(tx, message));
        if (identity === undefined) return;
        await suppress(tx, { identitySha256: identity, reason: 'unsubscribed', messageId, since: now });
      });
      return html(unsubscribed(frame));
    },
  });
}

function notFound(): Reply {
  return problem(404, 'not_found', 'Not found', 'There is nothing here.');
}
