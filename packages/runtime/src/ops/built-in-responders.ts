import type { Responder } from '../bus/responder.ts';
import type { BuiltIn } from './built-in.ts';
import { deadLetterResponders } from './dead-letter-responders.ts';
import { effectsListResponder } from './effects-list-responder.ts';
import { effectsResolveResponder } from './effects-resolve-responder.ts';
import { erasureResponders } from './erasure-responders.ts';
import { pauseResponders } from './pause-responders.ts';
import { replayEffectsResponders } from './replay-effects-responders.ts';
import { replayResponders } from './replay-responders.ts';
import { statusResponder } from './status-responder.ts';

/** What every service answers to `loop`: status, pauses, effects, erasures, dead letters, replays. Whatever acts is audited. */
export function builtInResponders(builtIn: BuiltIn): readonly Responder[] {
  return [
    statusResponder(builtIn),
    ...pauseResponders(builtIn),
    effectsListResponder(builtIn),
    effectsResolveResponder(builtIn),
    ...erasureResponders(builtIn),
    ...deadLetterResponders(builtIn),
    ...replayResponders(builtIn),
    ...replayEffectsResponders(builtIn),
  ];
}
