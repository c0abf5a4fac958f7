import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createAwkwardPages, isForPages } from './awkward/awkward-pages.ts';
import { createControlRouter } from './control/control-router.ts';
import type { Provider } from './core/operation.ts';
import { createProviderRouter, readRequest, sendReply } from './core/provider-router.ts';
import { problemReply } from './core/reply.ts';
import type { SandboxWorld } from './core/sandbox-world.ts';
import { createHnProvider } from './hn/hn-provider.ts';
import { createMailboxRouter } from './pages/mailbox-router.ts';
import { createApprovalPages } from './paypal/approval-pages.ts';
import { createPayPalProvider } from './paypal/paypal-provider.ts';
import { createSendGridProvider } from './sendgrid/sendgrid-provider.ts';
import { createCheckoutPages } from './stripe/checkout-pages.ts';
import { createStripeProvider } from './stripe/stripe-provider.ts';

/** A little over SendGrid's 30 MB, so that the provider itself can refuse what is too large. */
const bodyLimitBytes = 32 * 1024 * 1024;

function hasStatus(error: unknown): error is { status: number } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}

function answerFailure(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(error);
    return;
  }
  if (hasStatus(error) && error.status < 500) {
    sendReply(res, problemReply(error.status, 'The request cannot be read'));
    return;
  }
  process.stderr.write(`The sandbox failed at a request: ${error instanceof Error ? error.stack : String(error)}\n`);
  sendReply(res, problemReply(500, 'The sandbox itself failed'));
}

/** All of the sandbox on one express app: by Host header where it names a provider, else by path. */
export function createSandboxApp(world: SandboxWorld): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(express.raw({ type: () => true, limit: bodyLimitBytes }));
  app.use('/_sandbox', createControlRouter(world));

  const mailbox = createMailboxRouter(world.office);
  app.use('/mailbox', mailbox);
  app.use((req, res, next) => (readRequest(req).host === 'mailbox.localhost' ? mailbox(req, res, next) : next()));

  const pages = createAwkwardPages(world.journal);
  app.use((req, res, next) => (isForPages(readRequest(req).host) ? pages(req, res, next) : next()));

  const context = { journal: world.journal, faults: world.faults, afterCommit: world.tick };
  const providers: Provider[] = [
    createHnProvider(world.board),
    createSendGridProvider(world.office),
    createStripeProvider(world.stripe),
    createCheckoutPages(world.stripe),
    createPayPalProvider(world.paypal),
    createApprovalPages(world.paypal),
    ...world.sources.providers,
  ];
  const routers = providers.map((provider) => ({ provider, router: createProviderRouter(provider, context) }));
  for (const { provider, router } of routers) {
    app.use((req, res, next) => {
      const request = readRequest(req);
      if (!provider.hosts.includes(request.host)) return next();
      world.tick();
      return router(req, res, () => sendReply(res, provider.notFound(request)));
    });
  }
  app.use((_req, _res, next) => {
    world.tick();
    next();
  });
  for (const { router } of routers) app.use(router);
  app.get('/', (_req, res) => res.redirect(303, '/mailbox'));
  app.use((_req, res) => sendReply(res, problemReply(404, 'No provider answers here')));
  app.use(answerFailure);
  return app;
}
