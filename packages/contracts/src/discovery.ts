import { z } from 'zod';
import { defineEvent, nextVersion } from './define.ts';
import { readingCost, sourceResult } from './discovery-run.ts';
import { code, count, externalId, id, identity, instant, reasons, score, sha256, text, webUrl } from './fields.ts';
import { judged } from './judged-post.ts';

/** Where a post was found. `url` is null when an imported line names none. */
const source = z.object({ platform: code, url: webUrl.nullable(), externalId });

/**
 * Someone publicly asks for work, seen for the first time. `text` is as posted, mark-up included, and empty where the title
 * says it all. `postedAt` is null when the source does not say. `demand.score` is how much it is worth answering. `judged` is
 * absent in events from before it was read.
 */
export const opportunityFound = defineEvent({
  subject: 'opportunity.found',
  version: 1,
  publisher: 'discovery',
  consumers: ['enrichment', 'client-portal'],
  key: 'opportunityId',
  personal: ['source.url', 'author', 'title', 'text'],
  schema: z.object({
    opportunityId: id,
    source,
    author: text(200).nullable(),
    title: text(500).nullable(),
    text: z.string().max(50_000),
    postedAt: instant.nullable(),
    demand: z.object({ score, reasons }),
    judged: judged.optional(),
    /** False: nothing is drafted before somebody orders it. Absent where it is drafted at once, as all were before. */
    autoContract: z.boolean().optional(),
    runId: id,
  }),
});

/** A post that goes no further, with the reason. `duplicateOf` names the opportunity it repeats. */
export const opportunityDropped = defineEvent({
  subject: 'opportunity.dropped',
  version: 1,
  publisher: 'discovery',
  consumers: [],
  key: 'opportunityId',
  personal: ['source.url'],
  schema: z.object({
    opportunityId: id,
    source,
    reason: z.enum(['duplicate', 'supply', 'not_demand', 'malformed', 'too_old', 'forgotten', 'spam']),
    detail: text(500),
    duplicateOf: id.nullable(),
    runId: id,
  }),
});

/** An opportunity's post is gone: its author, or those who run the place, deleted it there. What is kept of it is to be erased. */
export const opportunityWithdrawn = defineEvent({
  subject: 'opportunity.withdrawn',
  version: 1,
  publisher: 'discovery',
  consumers: ['enrichment'],
  key: 'opportunityId',
  personal: [],
  schema: z.object({ opportunityId: id, reason: z.enum(['deleted_at_source']), withdrawnAt: instant }),
});

const discoveryCompletedV1 = defineEvent({
  subject: 'discovery.completed',
  version: 1,
  publisher: 'discovery',
  consumers: [],
  key: 'runId',
  personal: [],
  schema: z.object({
    runId: id,
    source: text(200),
    counts: z.object({ seen: count, found: count, dropped: count, broken: count }),
    startedAt: instant,
    completedAt: instant,
  }),
});

/**
 * A run is over, with what became of each source; `counts` are their sums. `seen = found + dropped + broken`: a broken post could not
 * even be given an identity. `cost` is null where a run of before version 2 did not say.
 */
export const discoveryCompleted = nextVersion(discoveryCompletedV1, {
  schema: discoveryCompletedV1.schema
    .omit({ source: true })
    .extend({ cost: readingCost.nullable(), sources: z.array(sourceResult).max(50) }),
  upcast: ({ source, ...before }) => ({
    ...before,
    cost: null,
    sources: [
      { source, ended: null, counts: before.counts, droppedBy: null, cost: null, isIncomplete: null, failures: [] },
    ],
  }),
});

/** A user asks the seller of a listing for photos. Where the listing came from is not in here: it is never revealed. */
export const listingPhotosRequested = defineEvent({
  subject: 'listing.photos_requested',
  version: 1,
  publisher: 'discovery',
  consumers: ['outreach'],
  key: 'listingId',
  personal: ['seller.name', 'seller.value', 'note'],
  schema: z.object({
    listingId: id,
    photosRequestId: id,
    title: text(300),
    seller: identity.extend({ name: text(200).nullable() }),
    language: z.enum(['en', 'ru', 'pl', 'de', 'tr']),
    note: text(1000).nullable(),
    requestedAt: instant,
  }),
});

/** A listing was published or changed: its seller was asked, photos arrived, or it was taken down. `photos` are those it has now. */
export const listingUpdated = defineEvent({
  subject: 'listing.updated',
  version: 1,
  publisher: 'discovery',
  consumers: [],
  key: 'listingId',
  personal: [],
  schema: z.object({
    listingId: id,
    status: z.enum(['published', 'photos_requested', 'verified_with_photos', 'withdrawn']),
    photos: z.array(z.object({ mediaId: id, sha256 })).max(100),
    updatedAt: instant,
  }),
});
