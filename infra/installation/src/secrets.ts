import { generateKeyPairSync, type KeyPairKeyObjectResult, randomBytes } from 'node:crypto';
import { type Requester, SERVICES, type ServiceName } from '@loop/contracts';
import type { RolePasswords } from '@loop/runtime';
import { z } from 'zod';
import { readJsonFile, writePrivateJson } from './private-file.ts';

/** What an installation makes once and keeps: other passwords would lock it out, other keys would break links it has sent. */
export interface Secrets {
  readonly databasePasswords: Readonly<Record<ServiceName, RolePasswords>>;
  readonly brokerPasswords: Readonly<Record<Requester, string>>;
  /** Signs the sandbox's Stripe webhooks. */
  readonly stripeWebhookSecret: string;
  /** P-256 pair that signs the sandbox's SendGrid webhooks; the public key in base64 DER, as SendGrid shows it. */
  readonly sendgridWebhookKey: { readonly privateKeyPem: string; readonly publicKey: string };
  /** RSA pair that signs the sandbox's PayPal webhooks; the public key in base64 DER. */
  readonly paypalWebhookKey: { readonly privateKeyPem: string; readonly publicKey: string };
  /** The sandbox's id for our webhook: PayPal signs it with every delivery. */
  readonly paypalWebhookId: string;
  /** Opaque parts of the webhook addresses. */
  readonly stripeSourceId: string;
  readonly sendgridSourceId: string;
  readonly paypalSourceId: string;
  readonly dealLinkKey: string;
  readonly unsubscribeKey: string;
}

const secret = z.string().min(16);
const kept = z
  .object({
    databasePasswords: z.record(z.string(), z.object({ app: secret, runtime: secret })),
    brokerPasswords: z.record(z.string(), secret),
    stripeWebhookSecret: secret,
    sendgridWebhookKey: z.object({ privateKeyPem: secret, publicKey: secret }),
    paypalWebhookKey: z.object({ privateKeyPem: secret, publicKey: secret }),
    paypalWebhookId: secret,
    stripeSourceId: secret,
    sendgridSourceId: secret,
    paypalSourceId: secret,
    dealLinkKey: secret,
    unsubscribeKey: secret,
  })
  .partial();

/**
 * The secrets of an installation, from its `file` (0600), with one password for each name of `own`: what only this kind of
 * installation needs. What is missing there is made and kept, so that a newer version finds its new secrets and all the old
 * ones. Throws, naming the file and the remedy, when it is damaged: making all of them anew would silently break every link
 * sent so far.
 */
export function ensureSecrets<Own extends string = never>(
  file: string,
  { remedy, own = [] }: { readonly remedy: string; readonly own?: readonly Own[] },
): Secrets & Readonly<Record<Own, string>> {
  const read = readJsonFile(file, remedy);
  const before = read === undefined ? {} : read;
  const common = kept.safeParse(before);
  const others = z.object(Object.fromEntries(own.map((name) => [name, secret.optional()]))).safeParse(before);
  if (!common.success || !others.success) throw new Error(`${file} is damaged; ${remedy}`);
  const secrets = { ...completed(common.data), ...forEach(own, (name) => others.data[name] ?? password()) };
  if (JSON.stringify(before) !== JSON.stringify(secrets)) writePrivateJson(file, secrets);
  return secrets;
}

function completed(before: z.output<typeof kept>): Secrets {
  return {
    databasePasswords: forEach(SERVICES, (service) => {
      return before.databasePasswords?.[service] ?? { app: password(), runtime: password() };
    }),
    brokerPasswords: forEach([...SERVICES, 'loop'] as const, (user) => before.brokerPasswords?.[user] ?? password()),
    stripeWebhookSecret: before.stripeWebhookSecret ?? `whsec_${password()}`,
    sendgridWebhookKey: before.sendgridWebhookKey ?? exported(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    paypalWebhookKey: before.paypalWebhookKey ?? exported(generateKeyPairSync('rsa', { modulusLength: 2048 })),
    paypalWebhookId: before.paypalWebhookId ?? opaqueId().slice(0, 17).toUpperCase(),
    stripeSourceId: before.stripeSourceId ?? opaqueId(),
    sendgridSourceId: before.sendgridSourceId ?? opaqueId(),
    paypalSourceId: before.paypalSourceId ?? opaqueId(),
    dealLinkKey: before.dealLinkKey ?? key(),
    unsubscribeKey: before.unsubscribeKey ?? key(),
  };
}

function forEach<K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, V>;
}

/** 192 bits that need no escaping in a URL or a configuration file. */
function password(): string {
  return randomBytes(24).toString('base64url');
}

function key(): string {
  return randomBytes(32).toString('hex');
}

function opaqueId(): string {
  return randomBytes(16).toString('hex');
}

function exported({ privateKey, publicKey }: KeyPairKeyObjectResult): Secrets['sendgridWebhookKey'] {
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}
