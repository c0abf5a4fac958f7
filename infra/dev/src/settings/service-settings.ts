import { SERVICES, type ServiceName } from '@loop/contracts';
import { type Environment, type Mode, rolesOf } from '@loop/runtime';
import type { Secrets } from './secrets.ts';

/** Where everything of one running system is. */
export interface SystemAddresses {
  /** Postgres as the role that provisions. */
  readonly databaseUrl: string;
  /** NATS; user and password in it do not matter. */
  readonly natsUrl: string;
  readonly servicePorts: Readonly<Record<ServiceName, number>>;
  /** Absent outside sandbox mode. */
  readonly sandboxUrl: string | undefined;
}

/** An invented sender: every proposal in sandbox mode comes from it. */
const SANDBOX_SENDER = {
  LOOP_SENDER_NAME: 'Mara Lindqvist, Customer Loop',
  LOOP_SENDER_EMAIL: 'mara@customerloop.studio',
  LOOP_POSTAL_ADDRESS: 'Customer Loop Studio, 14 Harbour Row, Bristol BS1 6QH, United Kingdom',
} as const;

/** `http://127.0.0.1:<port>`. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Settings that the launcher makes when the operator gives none: addresses on this machine, keys of this installation and,
 * in sandbox mode, what the sandbox is told as well.
 */
function generatedSettings(mode: Mode, secrets: Secrets, addresses: SystemAddresses): Record<string, string> {
  const { servicePorts, sandboxUrl } = addresses;
  return {
    LOOP_MODE: mode,
    LOOP_HTTP_HOST: '127.0.0.1',
    LOOP_PORTAL_URL: localUrl(servicePorts['client-portal']),
    LOOP_OUTREACH_URL: localUrl(servicePorts.outreach),
    LOOP_DEAL_LINK_KEY: secrets.dealLinkKey,
    LOOP_UNSUBSCRIBE_KEY: secrets.unsubscribeKey,
    LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId,
    LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId,
    ...(sandboxUrl === undefined ? {} : { ...SANDBOX_SENDER, LOOP_SANDBOX_URL: sandboxUrl }),
  };
}

/** What must agree with the sandbox: whatever the operator has set for real providers does not count there. */
function sandboxSettings(secrets: Secrets): Record<string, string> {
  return {
    LOOP_STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.sendgridWebhookKey.publicKey,
  };
}

/** Names that the system provides and an operator may therefore leave out. */
export const PROVIDED_NAMES: readonly string[] = [
  'LOOP_PORTAL_URL',
  'LOOP_OUTREACH_URL',
  'LOOP_DEAL_LINK_KEY',
  'LOOP_UNSUBSCRIBE_KEY',
  'LOOP_STRIPE_SOURCE_ID',
  'LOOP_SENDGRID_SOURCE_ID',
];

/**
 * The settings each service could read, before each is given only its own (`environmentFor`): what the operator set
 * wins over what is generated, but never over logins, ports and the sandbox's secrets.
 */
export function serviceSettings(
  env: Environment,
  mode: Mode,
  secrets: Secrets,
  addresses: SystemAddresses,
): Readonly<Record<ServiceName, Environment>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const everyone = {
    ...generatedSettings(mode, secrets, addresses),
    ...given,
    ...(mode === 'sandbox' ? sandboxSettings(secrets) : {}),
  };
  return Object.fromEntries(
    SERVICES.map((service) => [service, { ...everyone, ...loginsOf(service, secrets, addresses) }]),
  ) as Record<ServiceName, Environment>;
}

function loginsOf(service: ServiceName, secrets: Secrets, addresses: SystemAddresses): Record<string, string> {
  const passwords = secrets.databasePasswords[service];
  const roles = rolesOf(service);
  return {
    LOOP_DATABASE_APP_URL: signedIn(addresses.databaseUrl, roles.app, passwords.app),
    LOOP_DATABASE_RUNTIME_URL: signedIn(addresses.databaseUrl, roles.runtime, passwords.runtime),
    LOOP_NATS_URL: signedIn(addresses.natsUrl, service, secrets.brokerPasswords[service]),
    LOOP_HTTP_PORT: String(addresses.servicePorts[service]),
  };
}

/** The same server with another login. */
export function signedIn(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}
