import { z } from 'zod';
import { amountMinor, code, currency, text } from './fields.ts';

/**
 * What is offered, in minor units: the ends of a range, the same where one amount is named, from 0 where it is the most. `per` tells
 * a rate from a price.
 */
const budget = z.object({
  currency,
  lowMinor: amountMinor,
  highMinor: amountMinor,
  per: z.enum(['job', 'hour', 'day', 'week', 'month', 'year', 'piece']),
});

/**
 * What was read of a post besides. `origin`: a platform's own post, or a search engine's summary of one, whose words are not the
 * author's. `language` is an ISO 639-1 code, null where there are too few words; `services` are hints, the likeliest first.
 */
export const judged = z.object({
  origin: z.enum(['platform', 'summary']),
  budget: budget.nullable(),
  language: text(10).nullable(),
  services: z.array(code).max(5),
});
