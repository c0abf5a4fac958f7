import { randomUUID } from 'node:crypto';
import { type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { publishListing } from '../decisions/publish-listing.ts';
import { textsThatTell } from '../domain/source-secrecy.ts';
import { storableText } from '../domain/storable-text.ts';
import { askedReply, tellingTexts } from './asked-reply.ts';
import { askedAnswer, wishFields, written } from './listing-fields.ts';

const body = z.strictObject({
  title: written(300),
  description: written(5000).nullable().default(null),
  source: z.strictObject({
    platform: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_.-]*$/)
      .max(100),
    externalId: written(300),
    url: z
      .string()
      .transform(storableText)
      .pipe(z.url({ protocol: /^https?$/ }).max(2048))
      .nullable()
      .default(null),
  }),
  seller: z.strictObject({
    kind: z.enum(['whatsapp', 'phone']),
    value: z.string().regex(/^\+[1-9]\d{6,14}$/, 'expected a telephone number like +441632960123'),
    name: written(200).nullable().default(null),
  }),
  ...wishFields,
});

/**
 * `POST /api/listings/outreach/`: publishes a listing and asks its seller for photos. For the operator's own programs: they
 * know the source, which no answer, event or page of ours tells.
 */
export function postListingsOutreach(tenantId: string): Route {
  return route({
    method: 'post',
    path: '/api/listings/outreach/',
    summary: 'Publishes a listing and asks its seller for photos',
    idempotent: true,
    body,
    answers: askedAnswer,
    async handle({ body, decide, idempotencyKey }) {
      const { description, language, note, seller, source, title } = body;
      const telling = textsThatTell(source, { title, description, note });
      if (telling.length > 0) return tellingTexts(telling);
      const listingId = randomUUID();
      const cause = { cause: `publish listing ${idempotencyKey}`, correlationId: listingId };
      const asked = await decide(tenantId, cause, (decision) =>
        publishListing(
          decision,
          listingId,
          { title, description, source, seller },
          { key: idempotencyKey, language, note },
        ),
      );
      return askedReply(asked);
    },
  });
}
