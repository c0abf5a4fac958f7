import type { ComponentChildren } from 'preact';
import type { Tone } from './badge.tsx';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Readonly<Record<Tone, IconName>> = {
  green: 'check',
  amber: 'alert',
  red: 'alert',
  grey: 'info',
  accent: 'info',
};

/** Something the reader should know now. `live` announces it to screen readers politely (WCAG 2.2 §4.1.3). */
export function Notice(props: {
  readonly tone: Tone;
  readonly title: string;
  readonly live?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class={`notice tone-${props.tone}`} role={props.live ? 'status' : undefined}>
      <Icon name={ICONS[props.tone]} size={20} />
      <div class="notice-body stack-s">
        <p class="notice-title">{props.title}</p>
        {props.children}
      </div>
    </div>
  );
}
