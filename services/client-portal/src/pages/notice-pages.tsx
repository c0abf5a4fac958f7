import { Card, LinkButton, type MoneyMode, Notice } from '@loop/ui';
import type { VNode } from 'preact';
import { PortalPage } from './portal-page.tsx';

/**
 * The one answer for everything that is not the reader's to see: no link, a wrong, revoked or expired one, another
 * contract's. It says nothing about which, and has the same bytes each time.
 */
export function notFoundPage(mode: MoneyMode): VNode {
  return (
    <PortalPage title="Not found" mode={mode} narrow>
      <Card accent>
        <h1>We can’t open this page</h1>
        <p>
          The link may be incomplete, replaced by a newer one, or older than 14 days. For your protection we don’t say
          which.
        </p>
        <p>
          Open the newest email from us and use its link. If that doesn’t help, reply to it and we will send a fresh
          one.
        </p>
        <LinkButton href="/deal" weight="secondary" action="paste-code">
          Paste a link instead
        </LinkButton>
      </Card>
    </PortalPage>
  );
}

/** Says that something was understood and did not happen, and offers the way back. */
export function refusalPage(props: {
  readonly mode: MoneyMode;
  readonly title: string;
  readonly detail: string;
  readonly back: { readonly href: string; readonly label: string };
}): VNode {
  return (
    <PortalPage title={props.title} mode={props.mode} narrow>
      <Card accent>
        <h1>{props.title}</h1>
        <Notice tone="amber" title={props.detail} live />
        <LinkButton href={props.back.href} action="back">
          {props.back.label}
        </LinkButton>
      </Card>
    </PortalPage>
  );
}
