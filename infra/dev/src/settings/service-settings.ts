import type { ServiceName } from '@loop/contracts';
import { loginsOf, type Secrets, type ServerAddresses, systemSettings } from '@loop/installation';
import type { Environment } from '@loop/runtime';

/** What all settings are made from before the servers run. */
export interface SettingsSource {
  /** The operator's. */
  readonly env: Environment;
  readonly secrets: Secrets;
  readonly servicePorts: Readonly<Record<ServiceName, number>>;
  readonly sandboxPort: number;
}

/** `http://127.0.0.1:<port>`. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The settings of a whole system on this machine, but for what differs between its services. */
export function localSettings({ env, secrets, servicePorts, sandboxPort }: SettingsSource): Environment {
  const urls = {
    outreach: localUrl(servicePorts.outreach),
    portal: localUrl(servicePorts['client-portal']),
    sandbox: localUrl(sandboxPort),
  };
  return systemSettings({ ...env, LOOP_HTTP_HOST: env['LOOP_HTTP_HOST'] || '127.0.0.1' }, secrets, urls);
}

/** The logins of a service and the port of one instance of it. */
export function ownSettings(
  service: ServiceName,
  port: number,
  secrets: Secrets,
  servers: ServerAddresses,
): Environment {
  return { ...loginsOf(service, secrets, servers), LOOP_HTTP_PORT: String(port) };
}
