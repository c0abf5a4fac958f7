import { z } from 'zod';
import { moneyNews } from '../domain/money-news.ts';

const about = { messageId: z.guid(), contractId: z.guid() };

/** What a message is decided with: ids and figures. Addresses, links, codes and words are looked up when it is sent. */
export const emailIntent = z.discriminatedUnion('template', [
  z.object({ template: z.literal('proposal'), ...about, presentationId: z.guid() }),
  z.object({
    template: z.literal('sign_in_code'),
    ...about,
    codeRequestId: z.guid(),
    codePurpose: z.enum(['sign', 'approve', 'dispute']),
    expiresAt: z.iso.datetime(),
  }),
  z.object({
    template: z.literal('delivery_ready'),
    ...about,
    presentationId: z.guid(),
    title: z.string(),
    isOnCard: z.boolean().default(false),
  }),
  z.object({
    template: z.literal('payment_held'),
    ...about,
    presentationId: z.guid(),
    milestoneId: z.guid(),
    amountMinor: z.int().min(0),
    currency: z.string().length(3),
    heldUntil: z.iso.datetime().nullable(),
  }),
  z.object({
    template: z.literal('money_news'),
    ...about,
    presentationId: z.guid(),
    milestoneId: z.guid(),
    amountMinor: z.int().min(0),
    currency: z.string().length(3),
    news: moneyNews,
  }),
  z.object({ template: z.literal('contract_completed'), ...about, presentationId: z.guid() }),
]);

/** See {@link emailIntent}. */
export type EmailIntent = z.output<typeof emailIntent>;
