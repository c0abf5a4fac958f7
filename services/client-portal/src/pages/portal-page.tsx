import { Layout, type MoneyMode } from '@loop/ui';
import type { ComponentChildren } from 'preact';

/** The name clients know us by. */
const BRAND = 'Customer Loop';

/** The frame of every page of the portal. */
export function PortalPage(props: {
  readonly title: string;
  readonly mode: MoneyMode;
  readonly context?: string;
  readonly narrow?: boolean;
  readonly head?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <Layout {...props} brand={BRAND} footer={<Footer />}>
      {props.children}
    </Layout>
  );
}

function Footer() {
  return (
    <>
      <p>Questions? Reply to the email that brought you here. A person reads it.</p>
      <p>
        A card hold sets an amount aside without taking it, and lapses by itself. A saved card secures nothing. A
        prepayment is taken at once and refundable until you approve. Only your approval makes money ours.
      </p>
    </>
  );
}
