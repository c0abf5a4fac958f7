import { z } from 'zod';

const address = z.object({ email: z.email(), name: z.string().optional() });
const textMap = z.record(z.string(), z.string());
const sizeLimitBytes = 10_000;

const customArgs = textMap.refine(
  (args) => Buffer.byteLength(JSON.stringify(args), 'utf8') <= sizeLimitBytes,
  'The custom_args may not exceed 10,000 bytes.',
);

const reservedHeaders = new Set(
  'x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from subject reply-to cc bcc'.split(
    ' ',
  ),
);

const headers = textMap
  .refine((map) => Object.keys(map).every((name) => !reservedHeaders.has(name.toLowerCase())), 'Reserved header')
  .refine((map) => !/[\r\n]/.test(JSON.stringify(Object.entries(map).flat())), 'Line breaks in a header');

const personalization = z.object({
  to: z.array(address).min(1).max(1_000),
  from: address.optional(),
  cc: z.array(address).max(1_000).optional(),
  bcc: z.array(address).max(1_000).optional(),
  subject: z.string().min(1).optional(),
  headers: headers.optional(),
  substitutions: textMap.optional(),
  custom_args: customArgs.optional(),
  send_at: z.int().optional(),
});

const attachment = z.object({
  content: z.string().min(1),
  filename: z.string().min(1),
  type: z.string().min(1).optional(),
  disposition: z.enum(['attachment', 'inline']).optional(),
  content_id: z.string().optional(),
});

/** The body of `POST /v3/mail/send`. */
export const mailRequest = z.object({
  personalizations: z.array(personalization).min(1).max(1_000),
  from: address,
  reply_to: address.optional(),
  reply_to_list: z.array(address).max(1_000).optional(),
  subject: z.string().min(1).optional(),
  content: z.array(z.object({ type: z.string().min(1), value: z.string().min(1) })).min(1),
  attachments: z.array(attachment).optional(),
  headers: headers.optional(),
  categories: z
    .union([
      z
        .string()
        .max(255)
        .transform((one) => [one]),
      z.array(z.string().max(255)).max(10),
    ])
    .optional(),
  custom_args: customArgs.optional(),
  send_at: z.int().optional(),
  template_id: z.string().optional(),
  batch_id: z.string().optional(),
  asm: z.looseObject({ group_id: z.int() }).optional(),
  ip_pool_name: z.string().optional(),
  mail_settings: z
    .looseObject({ sandbox_mode: z.looseObject({ enable: z.boolean().optional() }).optional() })
    .optional(),
  tracking_settings: z.looseObject({}).optional(),
});

export type MailRequest = z.output<typeof mailRequest>;
export type Personalization = MailRequest['personalizations'][number];
export type MailAddress = z.output<typeof address>;
