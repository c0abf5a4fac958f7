import { extractContacts, seemsToStateContact } from '@loop/contacts';
import { type EventEnvelope, opportunityFound, type PayloadOf } from '@loop/contracts';
import { type EventHandler, onMany } from '@loop/runtime';
import type { FoundPost } from '../domain/found-post.ts';
import { MAX_CONTACTS } from '../domain/reachability.ts';
import type { Acting, OutwardActs } from '../intake/decision-desk.ts';
import { enrichPosts } from '../intake/enrich-posts.ts';

type Found = EventEnvelope<PayloadOf<typeof opportunityFound>>;

interface EventPost extends FoundPost {
  readonly cause: Found;
}

function readPost(cause: Found): EventPost {
  const { opportunityId, source, author, title, text, postedAt } = cause.data;
  const { platform, url } = source;
  const contacts = extractContacts({ platform, url, author, title, text }).slice(0, MAX_CONTACTS);
  return {
    cause,
    tenantId: cause.tenantId,
    correlationId: cause.correlationId,
    opportunityId,
    post: { platform, url, author, postedAt: postedAt === null ? null : new Date(postedAt) },
    contacts,
    seemsToState: contacts.length > 0 || seemsToStateContact({ title, text }),
    looks: [],
  };
}

/**
 * Finds how the authors of opportunities can be reached: at once where all their domains are known, else when the name servers
 * have been asked.
 */
export function onOpportunityFound(acts: OutwardActs): EventHandler {
  return onMany(opportunityFound, async ({ events, emit, act, forTenant, now, tx }) => {
    const actingFor = (cause: Found): Acting => ({
      act: (effect, intent, options) => act(cause, effect, intent, options),
    });
    await enrichPosts<EventPost>(
      {
        tx,
        now,
        tell: ({ cause }, event, data) => emit(cause, event, data),
        asTenant: forTenant,
        ask: ({ cause }, domain, question) => acts.ask(actingFor(cause), domain, question),
        lookOf: acts.lookOf,
        dailyLimitOf: acts.dailyLimitOf,
        look: ({ cause }, look, round) => acts.look(actingFor(cause), look, round),
      },
      events.map(readPost),
    );
  });
}
