import type { ComponentChildren } from 'preact';

/** A label and what there is to say about it. */
export interface Fact {
  readonly label: string;
  readonly value: ComponentChildren;
}

/** A short list of labels and values. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div class="facts-row" key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
