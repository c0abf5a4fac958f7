import type { ComponentChildren } from 'preact';

type Weight = 'primary' | 'secondary' | 'quiet';

function classesOf(weight: Weight, wide: boolean): string {
  return `button button-${weight}${wide ? ' button-wide' : ''}`;
}

/** Submits the form around it. One `primary` a page: the obvious next action. */
export function Button(props: {
  readonly weight?: Weight;
  readonly wide?: boolean;
  /** Stable name for people who automate the page: `sign`, `pay`. */
  readonly action: string;
  readonly children: ComponentChildren;
}) {
  return (
    <button type="submit" class={classesOf(props.weight ?? 'primary', props.wide ?? false)} data-action={props.action}>
      {props.children}
    </button>
  );
}

/** Goes somewhere, and looks like a button. */
export function LinkButton(props: {
  readonly href: string;
  readonly weight?: Weight;
  readonly wide?: boolean;
  readonly action: string;
  readonly children: ComponentChildren;
}) {
  return (
    <a href={props.href} class={classesOf(props.weight ?? 'primary', props.wide ?? false)} data-action={props.action}>
      {props.children}
    </a>
  );
}
