import { html, type Route, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { dealPage } from '../pages/deal-page.tsx';
import type { PortalContext } from './portal-context.ts';

/** Where a deal link lands. The secret is in the fragment, which never arrives here: a GET consumes and reveals nothing. */
export function getDeal(portal: PortalContext): Route {
  return route({
    method: 'get',
    path: '/deal',
    summary: 'Page that opens a client room with the link from an email',
    handle: async ({ nonce }) => html(renderPage(dealPage({ mode: portal.mode, nonce }))),
  });
}
