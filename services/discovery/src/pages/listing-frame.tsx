import type { Problem } from '@loop/runtime';
import { Card, Layout, renderPage } from '@loop/ui';
import type { ComponentChildren } from 'preact';

/** The system's mode, as its pages say it. */
export type Mode = 'sandbox' | 'test' | 'live';

/** The frame of every page that users of listings see. */
export function ListingFrame(props: {
  readonly title: string;
  readonly mode: Mode;
  readonly children: ComponentChildren;
}) {
  return (
    <Layout title={props.title} brand="Customer Loop" mode={props.mode} narrow>
      {props.children}
    </Layout>
  );
}

/** Shows a problem to a browser. */
export function problemPage(mode: Mode): (problem: Problem) => string {
  return ({ detail, title }) =>
    renderPage(
      <ListingFrame title={title} mode={mode}>
        <Card>
          <h1>{title}</h1>
          <p>{detail}</p>
        </Card>
      </ListingFrame>,
    );
}
