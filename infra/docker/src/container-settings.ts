import { config as clientPortal } from '@loop/client-portal';
import { natsServerConfig, type ServiceName } from '@loop/contracts';
import { config as discovery } from '@loop/discovery';
import { config as enrichment } from '@loop/enrichment';
import { config as inboundChannels } from '@loop/inbound-channels';
import { config as outreach } from '@loop/outreach';
import { config as payments } from '@loop/payments';
import { checkSystemEnvironment, type Environment, rolesOf, type ServiceConfig } from '@loop/runtime';
import { ADDRESSES } from './addresses.ts';
import { renderEnvFile } from './env-file.ts';
import type { InstallationSecrets } from './installation-secrets.ts';

/** An invented sender: every proposal in sandbox mode comes from it. */
const SANDBOX_SENDER = {
  LOOP_SENDER_NAME: 'Mara Lindqvist, Customer Loop',
  LOOP_SENDER_EMAIL: 'mara@customerloop.studio',
  LOOP_POSTAL_ADDRESS: 'Customer Loop Studio, 14 Harbour Row, Bristol BS1 6QH, United Kingdom',
} as const;

const SERVICE_CONFIGS: readonly ServiceConfig[] = [
  discovery,
  enrichment,
  clientPortal,
  outreach,
  payments,
  inboundChannels,
];

/** Settings of the launcher `pnpm start`, which may share the `.env` with us and mean nothing here. */
const OF_LAUNCHER = ['LOOP_DATABASE_URL', 'LOOP_NATS_URL', 'LOOP_NATS_SERVER_BIN'];

/** Who a file is for: the user of that container's processes, as docker-compose.yml and the images have it. */
const USERS = { ours: 1000, postgres: 999 } as const;

/** A file that one container reads, and no other can. */
export interface SettingsFile {
  /** The container's volume, by its name without `settings-`. */
  readonly volume: string;
  readonly name: string;
  readonly text: string;
  readonly userId: number;
}

/**
 * What every container is told, as files: each service its own settings and logins and nobody else's. What the operator
 * set wins over what is generated, never over what the sandbox signs with. Throws a ConfigError that lists every problem of the operator's
 * settings with its remedy and no value, before anything is written.
 */
export function containerSettings(operator: Environment, secrets: InstallationSecrets): readonly SettingsFile[] {
  const ofSystem = systemSettings(operator, secrets);
  checkSystemEnvironment(SERVICE_CONFIGS, [], ofSystem);
  const ours = (volume: string, name: string, text: string) => ({ volume, name, text, userId: USERS.ours });
  return [
    ...SERVICE_CONFIGS.map((config) => {
      const all = { ...ofSystem, ...loginsOf(config.service, secrets) };
      const own = Object.entries(all).filter(([name]) => config.names.includes(name));
      return ours(config.service, 'settings.env', renderEnvFile(Object.fromEntries(own)));
    }),
    ours('provider-sandbox', 'settings.env', renderEnvFile(sandboxEnvironment(secrets))),
    ours('loop', 'settings.env', ''),
    ours('loop', 'connection.json', JSON.stringify(operatorConnection(secrets))),
    // The monitoring port is for the health check alone: it asks nobody for a password.
    ours('nats', 'nats.conf', `http: "127.0.0.1:8222"\n${brokerConfig(secrets)}`),
    { volume: 'postgres', name: 'password', text: secrets.databasePassword, userId: USERS.postgres },
  ];
}

function systemSettings(operator: Environment, secrets: InstallationSecrets): Environment {
  const given = Object.fromEntries(
    Object.entries(operator).filter(
      ([name, value]) => name.startsWith('LOOP_') && !OF_LAUNCHER.includes(name) && value !== undefined && value !== '',
    ),
  );
  const mode = given['LOOP_MODE'] ?? 'sandbox';
  // Links to this machine must not go out to real clients: whoever can write to them says where the portal is.
  const sendsToClients = mode === 'live' && given['LOOP_SENDGRID_API_KEY'] !== undefined;
  return {
    LOOP_MODE: mode,
    LOOP_OUTREACH_URL: ADDRESSES.outreachForPeople,
    LOOP_DEAL_LINK_KEY: secrets.dealLinkKey,
    LOOP_UNSUBSCRIBE_KEY: secrets.unsubscribeKey,
    ...(sendsToClients ? {} : { LOOP_PORTAL_URL: ADDRESSES.portalForPeople }),
    ...(given['LOOP_STRIPE_WEBHOOK_SECRET'] === undefined ? {} : { LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId }),
    ...(given['LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY'] === undefined
      ? {}
      : { LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId }),
    ...(mode === 'sandbox' ? { ...SANDBOX_SENDER, LOOP_SANDBOX_URL: ADDRESSES.sandbox } : {}),
    ...given,
    ...(mode === 'sandbox' ? whatTheSandboxSignsWith(secrets) : {}),
  };
}

function whatTheSandboxSignsWith(secrets: InstallationSecrets): Environment {
  return {
    LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId,
    LOOP_STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId,
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.sendgridPublicKey,
  };
}

function loginsOf(service: ServiceName, secrets: InstallationSecrets): Environment {
  const roles = rolesOf(service);
  const passwords = secrets.databasePasswords[service];
  return {
    LOOP_DATABASE_APP_URL: `postgres://${roles.app}:${passwords.app}@${ADDRESSES.postgres}`,
    LOOP_DATABASE_RUNTIME_URL: `postgres://${roles.runtime}:${passwords.runtime}@${ADDRESSES.postgres}`,
    LOOP_NATS_URL: `nats://${service}:${secrets.brokerPasswords[service]}@${ADDRESSES.nats}`,
  };
}

function sandboxEnvironment(secrets: InstallationSecrets): Environment {
  return {
    LOOP_SANDBOX_HOST: '0.0.0.0',
    LOOP_SANDBOX_PORT: String(ADDRESSES.sandboxPort),
    LOOP_SANDBOX_STATE_DIR: '/app/state',
    LOOP_SANDBOX_WEBHOOKS: JSON.stringify({
      stripe: { url: `${ADDRESSES.webhooks}/stripe/${secrets.stripeSourceId}`, secret: secrets.stripeWebhookSecret },
      sendgrid: {
        url: `${ADDRESSES.webhooks}/sendgrid/${secrets.sendgridSourceId}`,
        privateKeyPem: secrets.sendgridPrivateKeyPem,
      },
    }),
  };
}

function operatorConnection(secrets: InstallationSecrets) {
  return {
    natsUrl: `nats://loop:${secrets.brokerPasswords.loop}@${ADDRESSES.nats}`,
    databaseUrl: `postgres://postgres:${secrets.databasePassword}@${ADDRESSES.postgres}`,
    databasePasswords: secrets.databasePasswords,
  };
}

function brokerConfig(secrets: InstallationSecrets): string {
  return natsServerConfig({ passwords: secrets.brokerPasswords, storeDir: '/data', listen: '0.0.0.0:4222' });
}
