import { Button, Card, Field, InlineScript, type MoneyMode } from '@loop/ui';
import type { VNode } from 'preact';
import { PortalPage } from './portal-page.tsx';

/**
 * Takes the secret out of the address (a fragment is never sent to a server), so that it stays in no history, and posts
 * it. A mail scanner that only fetches the page does nothing with it.
 */
const OPEN_FROM_FRAGMENT = `(function () {
  var secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, '', location.pathname);
  var form = document.getElementById('open-deal');
  form.elements.token.value = secret;
  form.submit();
})();`;

/** Where a deal link lands: the script opens the room; without scripts the link is pasted. */
export function dealPage(props: { readonly mode: MoneyMode; readonly nonce: string }): VNode {
  return (
    <PortalPage title="Open your proposal" mode={props.mode} narrow>
      <Card accent>
        <h1>Open your proposal</h1>
        <p>If your proposal does not open by itself, copy the link from our email and paste it here.</p>
        <form id="open-deal" method="post" action="/deal/open" class="stack">
          <Field
            id="token"
            name="token"
            label="Link from our email"
            hint="The whole link, or the part after the # sign."
            maxLength={2048}
          />
          <Button action="open-deal">Open the proposal</Button>
        </form>
        <p class="small muted">You need no account and no password. Looking costs nothing and signs nothing.</p>
      </Card>
      <InlineScript nonce={props.nonce} source={OPEN_FROM_FRAGMENT} />
    </PortalPage>
  );
}
