import { z } from 'zod';
import { type WebhookSettings, webhookSettings } from './webhooks/webhook-endpoint.ts';

/** `LOOP_SANDBOX_WEBHOOKS`: a JSON object as `webhookSettings` describes it. */
const webhooksJson = z.string().transform((text, context) => {
  try {
    return webhookSettings.parse(JSON.parse(text));
  } catch {
    context.addIssue(
      'must be JSON like {"stripe":{"url":"…","secret":"…"},"sendgrid":{"url":"…"},"paypal":{"url":"…","webhookId":"…"}}',
    );
    return z.NEVER;
  }
});

const environment = z.object({
  LOOP_SANDBOX_STATE_DIR: z.string().min(1),
  LOOP_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOOP_SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  LOOP_SANDBOX_WEBHOOKS: webhooksJson.optional(),
  LOOP_SANDBOX_STRIPE_WEBHOOK_URL: z.url().optional(),
  LOOP_SANDBOX_STRIPE_WEBHOOK_SECRET: z.string().min(8).optional(),
  LOOP_SANDBOX_SENDGRID_WEBHOOK_URL: z.url().optional(),
  LOOP_SANDBOX_SENDGRID_WEBHOOK_PRIVATE_KEY: z.string().optional(),
});

/** Settings of the sandbox's own process. */
export interface SandboxConfig {
  readonly stateDir: string;
  readonly port: number;
  readonly host: string;
  readonly webhooks: WebhookSettings;
}

/** Reads the sandbox's settings from environment variables; throws naming the variable that is wrong. */
export function readSandboxConfig(variables: NodeJS.ProcessEnv): SandboxConfig {
  const parsed = environment.parse(variables);
  const stripeUrl = parsed.LOOP_SANDBOX_STRIPE_WEBHOOK_URL;
  const stripeSecret = parsed.LOOP_SANDBOX_STRIPE_WEBHOOK_SECRET;
  const sendGridUrl = parsed.LOOP_SANDBOX_SENDGRID_WEBHOOK_URL;
  const sendGridKey = parsed.LOOP_SANDBOX_SENDGRID_WEBHOOK_PRIVATE_KEY;
  if ((stripeUrl === undefined) !== (stripeSecret === undefined)) {
    throw new Error('LOOP_SANDBOX_STRIPE_WEBHOOK_URL and LOOP_SANDBOX_STRIPE_WEBHOOK_SECRET go together');
  }
  return {
    stateDir: parsed.LOOP_SANDBOX_STATE_DIR,
    port: parsed.LOOP_SANDBOX_PORT,
    host: parsed.LOOP_SANDBOX_HOST,
    webhooks: {
      ...parsed.LOOP_SANDBOX_WEBHOOKS,
      ...(stripeUrl && stripeSecret ? { stripe: { url: stripeUrl, secret: stripeSecret } } : {}),
      ...(sendGridUrl
        ? { sendgrid: { url: sendGridUrl, ...(sendGridKey ? { privateKeyPem: sendGridKey } : {}) } }
        : {}),
    },
  };
}
