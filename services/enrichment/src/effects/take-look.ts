import { type Decision, defineEffect, type Effect, type Outcome } from '@loop/runtime';
import { z } from 'zod';
import { LOOK_PLACES, type LookPlace, lookBelievedUntil, lookKey } from '../domain/further-look.ts';
import { deskOf, type OutwardActs } from '../intake/decision-desk.ts';
import { enrichPosts } from '../intake/enrich-posts.ts';
import { lookedAt } from '../intake/look-further.ts';
import type { PlaceReader, PlaceReading } from '../providers/place-reader.ts';
import { answerOf, keepLook, type LookAnswer } from '../store/looks.ts';
import { takeAwaitingLook } from '../store/waiting.ts';

const intent = z.object({
  place: z.enum(LOOK_PLACES),
  target: z.string().min(1).max(2_048),
  /** 0 looks, later ones decide what more waited for it than one transaction takes; all of one look share what it found. */
  part: z.int().min(0),
});

/** Looks at one place for an author, and decides the posts that waited for it. */
export type TakeLook = Effect<typeof intent>;

/** Posts decided in one transaction. */
const MAX_TOGETHER = 200;

/** What fails this often has its answer: whoever waits for it goes on without. */
const MAX_TRIES = 3;

/** A host that puts us off this often is not going to be read. */
const MAX_WAITS = 50;

function outcomeOf(reading: PlaceReading, attempt: number): Outcome {
  switch (reading.outcome) {
    case 'read':
      return { outcome: 'done', result: { contacts: reading.contacts.length }, carried: reading.contacts };
    case 'refused':
      return { outcome: 'refused', reason: reading.reason };
    case 'wait':
      if (attempt >= MAX_WAITS) return { outcome: 'refused', reason: 'always_busy' };
      return { outcome: 'rate_limited', until: reading.until };
    case 'failed':
      if (reading.breaker) return { outcome: 'not_sent', reason: reading.reason, breaker: true };
      return { outcome: attempt < MAX_TRIES ? 'not_sent' : 'refused', reason: reading.reason };
  }
}

/** Decides what waited for a look; says whether more waits than was decided. */
async function decideWaiting(
  decision: Decision,
  acts: OutwardActs,
  look: { place: LookPlace; key: string },
  answer: LookAnswer,
) {
  const posts = await takeAwaitingLook(decision.tx, decision.tenantId, look.key, MAX_TOGETHER);
  const known = posts.map((post) => lookedAt(post, look.place, answer));
  await enrichPosts(deskOf(decision, acts), known);
  return posts.length === MAX_TOGETHER;
}

/**
 * The effect behind every further place that is looked at. Looking changes nothing there, so a lost attempt is simply made again; a
 * place that is refused, or fails three times, is an answer too: those who wait are decided without it. What was found is kept with the
 * time until which it is believed, for whoever wants to look at the same place.
 */
export function takeLook(place: LookPlace, reader: PlaceReader, acts: () => OutwardActs): TakeLook {
  const look: TakeLook = defineEffect({
    name: `look_at_${place}`,
    provider: place,
    intent,
    async perform({ attempt, intent: { part, target }, now, signal }) {
      if (part > 0) return { outcome: 'done', result: {} };
      return outcomeOf(await reader.read(target, { now, signal }), attempt);
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'looking_changes_nothing' };
    },
    async settle(decision, { effectId, intent: { part, target }, outcome }) {
      if (outcome.outcome === 'unknown') return;
      const key = lookKey({ place, target });
      // Handed over in memory by `perform` of this very effect; an operator who ends it hands over nothing.
      const contacts = outcome.outcome === 'done' ? ((outcome.carried ?? []) as LookAnswer['contacts']) : [];
      const answer = { contacts, outcome: outcome.outcome === 'done' ? 'read' : outcome.reason };
      if (part === 0) await keepLook(decision.tx, key, answer, lookBelievedUntil(answer.outcome, decision.now));
      const kept = part === 0 ? answer : await answerOf(decision.tx, key);
      if (!(await decideWaiting(decision, acts(), { place, key }, kept))) return;
      await decision.act(look, { place, target, part: part + 1 }, { key: `${key} after ${effectId}` });
    },
  });
  return look;
}
