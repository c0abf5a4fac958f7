import type { ComponentChildren } from 'preact';

/** Says that there is nothing yet, and what will change that. */
export function EmptyState(props: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="empty stack-s">
      <h3>{props.title}</h3>
      <p class="muted">{props.children}</p>
    </div>
  );
}
