import { Badge, type Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

/** Where the money for a piece of work stands. */
export type LightColour = 'grey' | 'amber' | 'green' | 'red' | 'done';

const LOOKS: Readonly<Record<LightColour, { readonly tone: Tone; readonly icon: IconName }>> = {
  grey: { tone: 'grey', icon: 'ring' },
  amber: { tone: 'amber', icon: 'half' },
  green: { tone: 'green', icon: 'lock' },
  red: { tone: 'red', icon: 'alert' },
  done: { tone: 'green', icon: 'check' },
};

/** The traffic light of a milestone: colour, shape and always the word. */
export function Light({ colour, label }: { readonly colour: LightColour; readonly label: string }) {
  const { tone, icon } = LOOKS[colour];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
