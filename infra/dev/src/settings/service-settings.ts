import type { ServiceName } from '@loop/contracts';
import { type Environment, type Mode, rolesOf } from '@loop/runtime';
import type { Secrets } from './secrets.ts';

/** Where database and broker are; the logins in these do not matter. */
export interface ServerAddresses {
  readonly databaseUrl: string;
  readonly natsUrl: string;
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

/** What all settings are made from before the servers run. */
export interface SettingsSource {
  /** The operator's. */
  readonly env: Environment;
  readonly mode: Mode;
  readonly secrets: Secrets;
  readonly servicePorts: Readonly<Record<ServiceName, number>>;
  readonly sandboxPort: number;
}

/**
 * Settings that the launcher makes when the operator gives none: addresses on this machine, keys of this installation and,
 * in sandbox mode, an invented sender.
 */
function generatedSettings({ mode, secrets, servicePorts, sandboxPort }: SettingsSource, given: Environment) {
  return {
    LOOP_MODE: mode,
    LOOP_HTTP_HOST: '127.0.0.1',
    LOOP_OUTREACH_URL: localUrl(servicePorts.outreach),
    LOOP_DEAL_LINK_KEY: secrets.dealLinkKey,
    LOOP_UNSUBSCRIBE_KEY: secrets.unsubscribeKey,
    // Links to this machine must not go out to real clients: whoever can write to them says where the portal is.
    ...(mode === 'live' && given['LOOP_SENDGRID_API_KEY'] !== undefined
      ? {}
      : { LOOP_PORTAL_URL: localUrl(servicePorts['client-portal']) }),
    ...(given['LOOP_STRIPE_WEBHOOK_SECRET'] === undefined ? {} : { LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId }),
    ...(given['LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY'] === undefined
      ? {}
      : { LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId }),
    ...(mode === 'sandbox' ? { ...SANDBOX_SENDER, LOOP_SANDBOX_URL: localUrl(sandboxPort) } : {}),
  };
}

/** What must agree with the sandbox: whatever the operator has set for real providers does not count there. */
function sandboxSettings(secrets: Secrets): Environment {
  return {
    LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId,
    LOOP_STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId,
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.sendgridWebhookKey.publicKey,
  };
}

/**
 * The settings of the whole system but for what differs between its services: what the operator set wins over what is
 * generated, but never over what the sandbox signs with.
 */
export function systemSettings(source: SettingsSource): Environment {
  const given = Object.fromEntries(
    Object.entries(source.env).filter(([, value]) => value !== undefined && value !== ''),
  );
  return {
    ...generatedSettings(source, given),
    ...given,
    ...(source.mode === 'sandbox' ? sandboxSettings(source.secrets) : {}),
  };
}

/** The logins and the port of one service. */
export function ownSettings(
  service: ServiceName,
  { secrets, servicePorts }: SettingsSource,
  servers: ServerAddresses,
): Environment {
  const passwords = secrets.databasePasswords[service];
  const roles = rolesOf(service);
  return {
    LOOP_DATABASE_APP_URL: signedIn(servers.databaseUrl, roles.app, passwords.app),
    LOOP_DATABASE_RUNTIME_URL: signedIn(servers.databaseUrl, roles.runtime, passwords.runtime),
    LOOP_NATS_URL: signedIn(servers.natsUrl, service, secrets.brokerPasswords[service]),
    LOOP_HTTP_PORT: String(servicePorts[service]),
  };
}

/** The same server with another login. */
export function signedIn(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}
