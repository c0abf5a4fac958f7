import type { ServiceName } from '@loop/contracts';
import { type Environment, rolesOf } from '@loop/runtime';
import type { Secrets } from './secrets.ts';

/** Where database and broker are; the logins in these do not matter. */
export interface ServerAddresses {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

/** The settings that sign one service in to its own schema and as its own user of the broker. */
export function loginsOf(service: ServiceName, secrets: Secrets, servers: ServerAddresses): Environment {
  const passwords = secrets.databasePasswords[service];
  const roles = rolesOf(service);
  return {
    LOOP_DATABASE_APP_URL: signedIn(servers.databaseUrl, roles.app, passwords.app),
    LOOP_DATABASE_RUNTIME_URL: signedIn(servers.databaseUrl, roles.runtime, passwords.runtime),
    LOOP_NATS_URL: signedIn(servers.natsUrl, service, secrets.brokerPasswords[service]),
  };
}

/** The same server with another login. */
export function signedIn(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}
