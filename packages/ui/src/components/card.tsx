import type { ComponentChildren } from 'preact';

/** A sheet of paper on the page. `titleId` names it to screen readers by the heading inside that carries that id. */
export function Card(props: {
  readonly id?: string;
  readonly titleId?: string;
  readonly accent?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={`card stack${props.accent ? ' card-accent' : ''}`} id={props.id} aria-labelledby={props.titleId}>
      {props.children}
    </section>
  );
}
