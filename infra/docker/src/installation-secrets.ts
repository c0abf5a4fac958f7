import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Requester, SERVICES, type ServiceName } from '@loop/contracts';
import type { RolePasswords } from '@loop/runtime';
import { z } from 'zod';

const secret = z.string().min(16);

const kept = z.object({
  databasePassword: secret,
  databasePasswords: z.record(z.enum(SERVICES), z.object({ app: secret, runtime: secret })),
  brokerPasswords: z.record(z.enum([...SERVICES, 'loop']), secret),
  stripeSourceId: secret,
  stripeWebhookSecret: secret,
  sendgridSourceId: secret,
  sendgridPrivateKeyPem: secret,
  sendgridPublicKey: secret,
  dealLinkKey: secret,
  unsubscribeKey: secret,
});

/** What an installation of the containers makes once and keeps in a volume. The SendGrid key pair is the sandbox's. */
export type InstallationSecrets = Readonly<z.output<typeof kept>>;

/** Makes all secrets anew; each has at least 128 random bits and needs no escaping in a URL or configuration file. */
export function makeSecrets(): InstallationSecrets {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    databasePassword: word(),
    databasePasswords: forEach<ServiceName, RolePasswords>(SERVICES, () => ({ app: word(), runtime: word() })),
    brokerPasswords: forEach<Requester, string>([...SERVICES, 'loop'], word),
    stripeSourceId: word(),
    stripeWebhookSecret: `whsec_${word()}`,
    sendgridSourceId: word(),
    sendgridPrivateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sendgridPublicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    dealLinkKey: randomBytes(32).toString('hex'),
    unsubscribeKey: randomBytes(32).toString('hex'),
  };
}

/**
 * The secrets kept in `file`, or new ones written there (0600) when there are none. Throws, naming the file, when it is
 * damaged: other passwords would lock the services out, other keys break every link sent.
 */
export function keepSecrets(file: string): InstallationSecrets {
  const text = readIfThere(file);
  if (text === undefined) {
    const made = makeSecrets();
    writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return made;
  }
  const parsed = kept.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is damaged; restore its volume, or remove all volumes to begin anew`);
}

/** Undefined for what is no JSON: the parser's own message would quote what it read. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function forEach<K extends string, V>(names: readonly K[], make: () => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<K, V>;
}

function word(): string {
  return randomBytes(24).toString('base64url');
}
