import { natsServerConfig } from '@loop/contracts';
import { SERVICE_CONFIGS } from '@loop/deployables';
import {
  LAUNCHER_SETTINGS,
  loginsOf,
  type Secrets,
  sandboxWebhooks,
  signedIn,
  systemSettings,
} from '@loop/installation';
import { checkSystemEnvironment, type Environment } from '@loop/runtime';
import { ADDRESSES } from './addresses.ts';
import { renderEnvFile } from './env-file.ts';

/** Where people and containers find what needs an address. */
const URLS = {
  outreach: ADDRESSES.outreachForPeople,
  portal: ADDRESSES.portalForPeople,
  sandbox: ADDRESSES.sandbox,
} as const;

const SERVERS = { databaseUrl: `postgres://${ADDRESSES.postgres}`, natsUrl: `nats://${ADDRESSES.nats}` } as const;

/** Who a file is for: the user of that container's processes, as docker-compose.yml and the images have it. */
const USERS = { ours: 1000, postgres: 999 } as const;

/** The common secrets, and the password of the database's superuser. */
type ContainerSecrets = Secrets & { readonly databasePassword: string };

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
export function containerSettings(operator: Environment, secrets: ContainerSecrets): readonly SettingsFile[] {
  const ofSystem = systemSettings(meantForUs(operator), secrets, URLS);
  checkSystemEnvironment(SERVICE_CONFIGS, [], ofSystem);
  const ours = (volume: string, name: string, text: string) => ({ volume, name, text, userId: USERS.ours });
  return [
    ...SERVICE_CONFIGS.map((config) => {
      const all = { ...ofSystem, ...loginsOf(config.service, secrets, SERVERS) };
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

/**
 * The operator's settings that are meant for the system, of all that the setup step's environment holds. The launcher's may
 * stand in the same `.env` and mean nothing here.
 */
function meantForUs(operator: Environment): Environment {
  return Object.fromEntries(
    Object.entries(operator).filter(([name]) => name.startsWith('LOOP_') && !(name in LAUNCHER_SETTINGS)),
  );
}

function sandboxEnvironment(secrets: Secrets): Environment {
  return {
    LOOP_SANDBOX_HOST: '0.0.0.0',
    LOOP_SANDBOX_PORT: String(ADDRESSES.sandboxPort),
    LOOP_SANDBOX_STATE_DIR: '/app/state',
    LOOP_SANDBOX_WEBHOOKS: sandboxWebhooks(secrets, ADDRESSES.webhooks),
  };
}

function operatorConnection(secrets: ContainerSecrets) {
  return {
    natsUrl: signedIn(SERVERS.natsUrl, 'loop', secrets.brokerPasswords.loop),
    databaseUrl: signedIn(SERVERS.databaseUrl, 'postgres', secrets.databasePassword),
    databasePasswords: secrets.databasePasswords,
  };
}

function brokerConfig(secrets: Secrets): string {
  return natsServerConfig({ passwords: secrets.brokerPasswords, storeDir: '/data', listen: '0.0.0.0:4222' });
}
