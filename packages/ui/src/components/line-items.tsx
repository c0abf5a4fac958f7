import type { ComponentChildren } from 'preact';

/** One thing that is paid for: what it is, what it costs, how it stands, and what can be done about it. */
export interface LineItem {
  readonly id: string;
  /** What comes before the title: `Milestone 1`. */
  readonly label: string;
  readonly title: string;
  readonly figure: ComponentChildren;
  readonly status?: ComponentChildren;
  readonly detail: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** A list of things that are paid for; figures line up at the right where there is room. */
export function LineItems({ items }: { readonly items: readonly LineItem[] }) {
  return (
    <ol class="line-items">
      {items.map((item) => (
        <li key={item.id} id={item.id}>
          <div class="line-item-head">
            <div>
              <p class="eyebrow">{item.label}</p>
              <h3>{item.title}</h3>
            </div>
            <p class="line-item-figure">{item.figure}</p>
          </div>
          {item.status === undefined ? null : <div>{item.status}</div>}
          <div class="stack-s">{item.detail}</div>
          {item.action === undefined ? null : <div class="row">{item.action}</div>}
        </li>
      ))}
    </ol>
  );
}
