import type { Decision } from '@loop/runtime';
import type { FoundPost } from '../domain/found-post.ts';
import type { FurtherLook, LookPlace } from '../domain/further-look.ts';
import type { AskingDesk } from './enrich-posts.ts';

/** Whoever can schedule effects: a decision, or a batch's on behalf of one event. */
export type Acting = Pick<Decision, 'act'>;

/** What deciding about posts may set off outside. */
export interface OutwardActs {
  /** Has a domain's name servers asked; the same question is asked once. */
  ask(acting: Acting, domain: string, question: string): Promise<void>;
  /** Has a look taken; the same one of the same round is taken once. */
  look(acting: Acting, look: FurtherLook, round: string): Promise<void>;
  /** The next place to look at for a post's author, of those that are on. */
  lookOf(post: FoundPost, mayMatch: boolean): FurtherLook | undefined;
  /** How many looks at a place a tenant may take a day; undefined where they cost nothing. */
  dailyLimitOf(place: LookPlace): number | undefined;
}

/** A desk for what is decided when an answer has come: events go on under each post's own correlation. */
export function deskOf(decision: Decision, acts: OutwardActs): AskingDesk<FoundPost> {
  const { now, tx } = decision;
  return {
    tx,
    now,
    tell: ({ correlationId }, event, data) => decision.emit(event, data, { correlationId }),
    asTenant: (_tenantId, work) => work(tx),
    ask: (_post, domain, question) => acts.ask(decision, domain, question),
    lookOf: acts.lookOf,
    dailyLimitOf: acts.dailyLimitOf,
    look: (_post, look, round) => acts.look(decision, look, round),
  };
}
