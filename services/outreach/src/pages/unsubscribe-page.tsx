import { Button, Card, Layout, renderPage } from '@loop/ui';

/** What the page is set in. */
export interface UnsubscribeFrame {
  readonly brand: string;
  readonly mode: 'sandbox' | 'test' | 'live';
}

/** Asks before it does anything: mail scanners open every link they find. */
export function askToUnsubscribe(frame: UnsubscribeFrame): string {
  return renderPage(
    <Layout title="Unsubscribe" brand={frame.brand} mode={frame.mode} narrow>
      <Card>
        <h1>Stop all mail from us?</h1>
        <p>
          We will not write to your address again: no proposals, no follow-ups, no notices. Codes that you ask for
          yourself still arrive.
        </p>
        <form method="post">
          <Button action="unsubscribe">Unsubscribe</Button>
        </form>
      </Card>
    </Layout>,
  );
}

/** Says that it is done; the same however often it is asked for. */
export function unsubscribed(frame: UnsubscribeFrame): string {
  return renderPage(
    <Layout title="Unsubscribed" brand={frame.brand} mode={frame.mode} narrow>
      <Card>
        <h1>You are unsubscribed</h1>
        <p>We will not write to this address again. You can close this page.</p>
      </Card>
    </Layout>,
  );
}
