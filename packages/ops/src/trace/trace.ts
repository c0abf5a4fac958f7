import type { opsEffectsList, ServiceName } from '@loop/contracts';
import { idFrom, type StoredEvent } from '@loop/runtime';
import type { z } from 'zod';

/** An event whose attributes could be read. */
export interface TracedEvent {
  readonly event: StoredEvent;
  readonly attributes: Exclude<StoredEvent['attributes'], { readonly malformed: string }>;
}

/** An effect, with the service whose it is. */
export type TracedEffect = z.output<ReturnType<typeof opsEffectsList.request>['output']>['items'][number] & {
  readonly service: ServiceName;
};

/** One thing that happened in a loop: an event, or an effect at its end, or at its beginning where it has not ended. */
export interface Happening {
  readonly at: Date;
  readonly service: string;
  readonly what: TracedEvent | TracedEffect;
  /** What it follows from, where that is in the same trace. */
  readonly cause: Happening | undefined;
}

/** The correlation ids of every loop that an id belongs to: of a contract, an opportunity, a milestone, an event, or a loop. */
export function loopsOf(id: string, events: readonly TracedEvent[]): readonly string[] {
  const own = events.filter(({ attributes, event }) => {
    return [attributes.correlationId, attributes.key, attributes.id].includes(id) || event.body.includes(`"${id}"`);
  });
  return [...new Set(own.map(({ attributes }) => attributes.correlationId))];
}

/**
 * Puts the events and effects of one loop in the order they happened in, each with what it follows from: an effect from the event
 * that decided it, an event from an event or from the outcome of an effect.
 */
export function traceOf(events: readonly TracedEvent[], effects: readonly TracedEffect[]): readonly Happening[] {
  const drafts = [...events.map(draftOfEvent), ...effects.map(draftOfEffect)];
  const byId = new Map<string, Draft>();
  for (const draft of drafts) for (const id of draft.ids) if (!byId.has(id)) byId.set(id, draft);
  // What was decided in one transaction has one time: there the cause comes first.
  const isSecond = ({ at, causationId }: Draft) => Number(byId.get(causationId)?.at.getTime() === at.getTime());
  drafts.sort((a, b) => a.at.getTime() - b.at.getTime() || isSecond(a) - isSecond(b));
  const made = new Map<Draft, Happening>();
  const happeningOf = (draft: Draft): Happening => {
    const before = byId.get(draft.causationId);
    const cause = before && made.get(before);
    return { at: draft.at, service: draft.service, what: draft.what, cause };
  };
  for (const draft of drafts) made.set(draft, happeningOf(draft));
  return [...made.values()];
}

/** A happening that does not know its cause yet. `ids` are what others name as theirs. */
interface Draft {
  readonly ids: readonly string[];
  readonly causationId: string;
  readonly at: Date;
  readonly service: string;
  readonly what: TracedEvent | TracedEffect;
}

function draftOfEvent(what: TracedEvent): Draft {
  const { causationId, id, publisher } = what.attributes;
  return { ids: [id], causationId, at: what.event.storedAt, service: publisher, what };
}

/** What an effect's outcome leads to is caused by its attempt, under an id made of both. */
function draftOfEffect(what: TracedEffect): Draft {
  const { attempts, causationId, createdAt, effectId, endedAt, service } = what;
  const ids = Array.from({ length: attempts }, (_, index) => idFrom(effectId, index + 1));
  return { ids, causationId, at: new Date(endedAt ?? createdAt), service, what };
}
