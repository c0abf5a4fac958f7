import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** Colour family of a status; never the only carrier of its meaning. */
export type Tone = 'green' | 'amber' | 'red' | 'grey' | 'accent';

/** A status in a few words, with a shape of its own. */
export function Badge(props: { readonly tone: Tone; readonly icon: IconName; readonly children: ComponentChildren }) {
  return (
    <span class={`badge tone-${props.tone}`}>
      <Icon name={props.icon} size={14} />
      <span>{props.children}</span>
    </span>
  );
}
