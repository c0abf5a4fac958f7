import type { ComponentChildren } from 'preact';
import { formatTime } from '../format-time.ts';
import type { Tone } from './badge.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Something that happened. */
export interface TimelineEntry {
  readonly id: string;
  readonly title: string;
  readonly at: Date;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly detail?: ComponentChildren;
}

/** What happened, in the order given. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries.map((entry) => (
        <li key={entry.id}>
          <span class={`timeline-mark tone-${entry.tone}`}>
            <Icon name={entry.icon} size={14} />
          </span>
          <h3 class="timeline-title">{entry.title}</h3>
          <time dateTime={entry.at.toISOString()}>{formatTime(entry.at)}</time>
          {entry.detail === undefined ? null : <p class="small">{entry.detail}</p>}
        </li>
      ))}
    </ol>
  );
}
