import { connect } from 'node:net';
import {
  type BaseConfig,
  createLogger,
  type Edge,
  type HttpServer,
  type Route,
  type ServiceDefinition,
  startHttp,
} from '@loop/runtime';

/** A server under test and what it logged. */
export interface Served extends HttpServer {
  readonly logged: string[];
}

/** Rejects the way everything does while the database is away: a refused connection. */
function refusedConnection(): Promise<never> {
  return new Promise((_resolve, reject) => {
    connect({ host: '127.0.0.1', port: 1 }).once('error', reject);
  });
}

/** An edge whose database and broker cannot be reached. */
const unreachable: Edge = {
  now: new Date('2026-11-20T10:00:00Z'),
  decide: refusedConnection,
  read: refusedConnection,
  request: refusedConnection,
  outcomeOf: refusedConnection,
};

/** Serves routes on a free port, with an edge whose database is away unless one is given. */
export async function serveRoutes(
  routes: readonly Route[],
  extra: Partial<ServiceDefinition> = {},
  edge: Edge = unreachable,
  settings: Pick<BaseConfig, 'LOOP_TRUSTED_PROXIES'> = {},
): Promise<Served> {
  const logged: string[] = [];
  const definition: ServiceDefinition = {
    name: 'client-portal',
    migrations: import.meta.dirname,
    handlers: [],
    effects: [],
    responders: [],
    providers: [],
    ...extra,
    routes,
  };
  const server = await startHttp({
    definition,
    edge,
    config: {
      LOOP_HTTP_HOST: '127.0.0.1',
      LOOP_HTTP_PORT: 0,
      LOOP_TENANT_ID: '00000000-0000-4000-8000-000000000001',
      ...settings,
    },
    logger: createLogger('client-portal', 'debug', { write: (line) => logged.push(line) }),
    readiness: () => ({ ready: false, reasons: ['not connected to the broker'] }),
  });
  return { ...server, logged };
}
