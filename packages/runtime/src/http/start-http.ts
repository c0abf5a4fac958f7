import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { BaseConfig } from '../config/base-settings.ts';
import type { Edge } from '../decide/edge.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import type { Logger } from '../telemetry/logger.ts';
import { inSpan } from '../telemetry/spans.ts';
import { type Answering, answerRoute, notFound, routeName } from './answer-route.ts';
import { builtInRoutes, PROBES, type Readiness } from './built-in-routes.ts';
import { EventStreams } from './event-streams.ts';
import { failureReply } from './failure.ts';
import { limitRate, type RouteLimit } from './rate-limit.ts';
import { problem, withHeader } from './reply.ts';
import type { Reply, Route } from './route.ts';
import { nonceOf, securityHeaders } from './security-headers.ts';
import { sendReply } from './send-reply.ts';
import { serveAssets } from './static-asset.ts';

const DEFAULT_RATE_PER_MINUTE = 120;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;
const MAX_HEADERS = 100;

/** What the HTTP server is made of. */
export interface HttpOptions {
  readonly definition: ServiceDefinition;
  readonly edge: Edge;
  readonly config: Pick<BaseConfig, 'LOOP_HTTP_HOST' | 'LOOP_HTTP_PORT' | 'LOOP_TENANT_ID' | 'LOOP_TRUSTED_PROXIES'>;
  readonly logger: Logger;
  /** Asked by `/readyz`. */
  readonly readiness: () => Readiness;
}

/** A listening server. */
export interface HttpServer {
  /** `http://127.0.0.1:40123`, with the port it really took. */
  readonly url: string;
  /**
   * Stops accepting, answers what is under way, and closes. After `drainMs` what is still open is cut. Resolves when
   * nothing is left; calling it again waits for the same end.
   */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Serves the routes, the assets and the built-in routes of a service. Slow headers and bodies are cut, unknown addresses
 * answer 404, known ones with another method 405; what is no address at all (`http://[::1/`) gets a bare 400, before express,
 * which would answer with a page of its own. Rejects when the port is taken.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { config } = options;
  let stopping = false;
  const readiness = (): Readiness => (stopping ? { ready: false, reasons: ['shutting down'] } : options.readiness());
  const streams = new EventStreams(options.logger);
  const { app, limits } = applicationOf(options, readiness, streams);
  const server = createServer({ connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS }, (request, response) => {
    response.once('close', () => {
      if (stopping) request.socket.end();
    });
    if (URL.canParse(request.url ?? '', 'http://any')) app(request, response);
    else response.writeHead(400, { 'cache-control': 'no-store', connection: 'close' }).end();
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.maxHeadersCount = MAX_HEADERS;
  await listen(server, config.LOOP_HTTP_HOST, config.LOOP_HTTP_PORT);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(server),
    stop: (drainMs = 25_000) => {
      stopping = true;
      streams.stop();
      stopped ??= close(server, drainMs).finally(() => {
        for (const limit of limits) limit.stop();
      });
      return stopped;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function close(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function applicationOf(
  options: HttpOptions,
  readiness: () => Readiness,
  streams: EventStreams,
): { readonly app: Express; readonly limits: readonly RouteLimit[] } {
  const { definition, logger } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.config.LOOP_TRUSTED_PROXIES ?? false);
  app.set('etag', false);
  app.use(securityHeaders(definition.publicUrl, []));
  serveAssets(app, definition.assets ?? []);
  const send = (request: Request, response: Response, reply: Reply): void =>
    sendReply(request, response, reply, definition.problemPage);
  const routes = [...builtInRoutes(definition, readiness), ...definition.routes];
  const limits = routes.map((route) => limitRate(route.ratePerMinute ?? DEFAULT_RATE_PER_MINUTE, send));
  const answering: Answering = { edge: options.edge, tenantId: options.config.LOOP_TENANT_ID, logger };
  for (const [index, route] of routes.entries()) {
    const limit = limits[index];
    if (limit === undefined) throw new Error(`Route ${routeName(route)} has no rate limit`);
    app[route.method](
      route.path,
      securityHeaders(definition.publicUrl, route.formAction ?? []),
      limit.middleware,
      async (request: Request, response: Response) => {
        const reply = await timed(route, request, nonceOf(response), answering);
        const refusal = reply.events === undefined ? null : streams.refusal;
        send(request, response, refusal ?? reply);
        if (refusal === null && isStreamed(request, response, reply)) {
          await streams.send(response, reply.events, routeName(route));
        }
      },
    );
  }
  refuseOtherMethods(app, routes, send);
  app.use((request, response) => send(request, response, notFound));
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    send(request, response, failureReply(error, request.method, logger));
  });
  return { app, limits };
}

/** One span and one log line for each request but probes, which get no span; both name the route, never the address. */
function timed(route: Route, request: Request, nonce: string, answering: Answering): Promise<Reply> {
  const name = routeName(route);
  const startedAt = performance.now();
  const answer = async (): Promise<Reply> => {
    const reply = await answerRoute(route, request, nonce, answering).catch((error: unknown) =>
      failureReply(error, name, answering.logger),
    );
    const durationMs = Math.round(performance.now() - startedAt);
    answering.logger.debug({ route: name, status: reply.status, durationMs }, 'answered');
    return reply;
  };
  if (PROBES.includes(route.path)) return answer();
  const attributes = { 'http.request.method': request.method, 'http.route': route.path };
  return inSpan(name, { kind: 'server', attributes }, async (span) => {
    const reply = await answer();
    span.setAttribute('http.response.status_code', reply.status);
    return reply;
  });
}

type Streamed = Reply & { readonly events: NonNullable<Reply['events']> };

function isStreamed(request: Request, response: Response, reply: Reply): reply is Streamed {
  return reply.events !== undefined && request.method !== 'HEAD' && !response.destroyed;
}

function refuseOtherMethods(
  app: Express,
  routes: readonly Route[],
  send: (request: Request, response: Response, reply: Reply) => void,
): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    const refusal = problem(405, 'method_not_allowed', 'Method not allowed', `This address takes ${allow}`);
    app.all(path, (request, response) => send(request, response, withHeader(refusal, 'allow', allow)));
  }
}
