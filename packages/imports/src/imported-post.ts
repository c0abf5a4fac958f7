import { z } from 'zod';

/** Text without what neither Postgres nor UTF-8 can hold: NUL, and halves of surrogate pairs. */
const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

const storable = (maxLength: number) => z.string().max(maxLength).transform(storableText);

/** A date outside these is a mistake; the post is taken without it. */
const EARLIEST = new Date('1990-01-01T00:00:00Z');
const LATEST = new Date('2200-01-01T00:00:00Z');

/** One post of an import: unknown properties are ignored. */
export const importedPost = z
  .object({
    platform: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .nullish(),
    author: storable(200).nullish(),
    title: storable(10_000).nullish(),
    text: storable(100_000).nullish(),
    postedAt: z.coerce.date().min(EARLIEST).max(LATEST).nullish().catch(null),
    id: z
      .union([
        z
          .string()
          .trim()
          .regex(/^[^\p{Cc}\p{Cs}]{1,300}$/u),
        z.number().int().transform(String),
      ])
      .nullish(),
    /** A program wrote it. */
    isByBot: z.boolean().optional(),
  })
  .refine(
    ({ id, text, title, url }) => [id, text, title, url].some((value) => value?.trim()),
    'holds nothing that it could be known by',
  );
