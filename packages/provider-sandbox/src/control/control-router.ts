import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { faultSettings } from '../core/fault-switch.ts';
import type { Reply } from '../core/operation.ts';
import { sendReply } from '../core/provider-router.ts';
import { jsonReply, problemReply } from '../core/reply.ts';
import type { SandboxWorld } from '../core/sandbox-world.ts';
import { webhookSettings } from '../webhooks/webhook-endpoint.ts';
import { clockBody, logQuery, mailboxQuery, mailEventBody } from './control-bodies.ts';
import { type ControlRoute, checked, parseBody } from './control-route.ts';
import { dnsRoutes } from './dns-routes.ts';
import { summarizePayments } from './payment-summary.ts';
import { paypalRoutes } from './paypal-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { stripeControlRoutes } from './stripe-control.ts';

function describeClock({ clock }: SandboxWorld): object {
  return { offsetMs: clock.offsetMs, now: new Date(clock.nowMs()).toISOString() };
}

function moveClock(world: SandboxWorld, req: Request): Reply {
  return checked(clockBody, parseBody(req), (body) => {
    const offsetMs = 'offsetMs' in body ? body.offsetMs : world.clock.offsetMs + body.advanceMs;
    const offsets = world.journal.table<number>('clock');
    world.journal.transact(
      'sandbox',
      'control',
      () => offsets.put('offset', offsetMs),
      () => ({ clock: { offsetMs } }),
    );
    world.clock.offsetMs = offsetMs;
    return jsonReply(200, describeClock(world));
  });
}

function armFault(world: SandboxWorld, req: Request): Reply {
  return checked(faultSettings, parseBody(req), (settings) => {
    const arm = () => world.faults.arm(randomUUID(), settings);
    const fault = world.journal.transact('sandbox', 'control', arm, ({ id }) => ({ armed: { id, ...settings } }));
    return jsonReply(201, fault);
  });
}

function disarm(world: SandboxWorld, id: string | undefined): Reply {
  world.journal.transact(
    'sandbox',
    'control',
    () => world.faults.disarm(id),
    () => ({ disarmed: id ?? 'all' }),
  );
  return { status: 204, body: '' };
}

function configureWebhooks(world: SandboxWorld, req: Request): Reply {
  return checked(webhookSettings, parseBody(req), (settings) => {
    const configure = () => world.webhookBook.configure(settings);
    world.journal.transact('sandbox', 'control', configure, () => ({ webhooks: world.webhookBook.describe() }));
    return jsonReply(200, world.webhookBook.describe());
  });
}

function reportMail(world: SandboxWorld, req: Request): Reply {
  return checked(mailEventBody, parseBody(req), ({ event, url }) => {
    const mail = world.office.get(String(req.params['id']));
    if (!mail) return problemReply(404, 'No such mail');
    const report = () => world.office.report(mail, event, url);
    return jsonReply(
      200,
      world.journal.transact('sandbox', 'control', report, () => ({ mail: mail.id, event })),
    );
  });
}

function readMail(world: SandboxWorld, req: Request): Reply {
  const mail = world.office.get(String(req.params['id']));
  return mail ? jsonReply(200, mail) : problemReply(404, 'No such mail');
}

function parseQuery(req: Request): unknown {
  return Object.fromEntries(new URL(req.originalUrl, 'http://sandbox.invalid').searchParams);
}

const controlRoutes = (world: SandboxWorld): ControlRoute[] => [
  ['get', '/health', () => jsonReply(200, { status: 'ok' })],
  ['get', '/clock', () => jsonReply(200, describeClock(world))],
  ['post', '/clock', (req) => moveClock(world, req)],
  ['get', '/faults', () => jsonReply(200, world.faults.list())],
  ['post', '/faults', (req) => armFault(world, req)],
  ['delete', '/faults', () => disarm(world, undefined)],
  ['delete', '/faults/:id', (req) => disarm(world, String(req.params['id']))],
  ['get', '/webhooks', () => jsonReply(200, world.webhookBook.describe())],
  ['put', '/webhooks', (req) => configureWebhooks(world, req)],
  ['get', '/webhooks/deliveries', () => jsonReply(200, world.webhooks.list())],
  ['get', '/log', (req) => checked(logQuery, parseQuery(req), (query) => jsonReply(200, world.journal.query(query)))],
  [
    'get',
    '/mailbox',
    (req) => checked(mailboxQuery, parseQuery(req), (query) => jsonReply(200, world.office.list(query))),
  ],
  ['get', '/mailbox/:id', (req) => readMail(world, req)],
  ['post', '/mailbox/:id/events', (req) => reportMail(world, req)],
  ['get', '/payments', () => jsonReply(200, summarizePayments(world.stripe))],
  ['get', '/hn/posts', () => jsonReply(200, world.board.visible())],
  ...paypalRoutes(world).map(
    ({ method, path, answer }): ControlRoute => [
      method,
      path,
      (req) => answer(String(req.params['id'] ?? ''), parseBody(req)),
    ],
  ),
  ...sourceRoutes(world),
  ...dnsRoutes(world),
  ...stripeControlRoutes(world),
];

/** `/_sandbox/*`: what launchers, tests and judges use. Bodies are checked; refusals are problem documents. */
export function createControlRouter(world: SandboxWorld): Router {
  const router = express.Router();
  for (const [method, path, answer] of controlRoutes(world)) {
    router[method](path, (req: Request, res: Response) => {
      const reply = answer(req);
      world.tick();
      sendReply(res, reply);
    });
  }
  router.use((_req: Request, res: Response) => sendReply(res, problemReply(404, 'No such control address')));
  return router;
}
