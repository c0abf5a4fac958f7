import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FaultBox } from './core/fault-box.ts';
import { Journal } from './core/journal.ts';
import type { SandboxWorld } from './core/sandbox-world.ts';
import { VirtualClock } from './core/virtual-clock.ts';
import { createSandboxApp } from './create-sandbox-app.ts';
import { DnsDesk } from './dns/dns-desk.ts';
import { ownAddress } from './dns/own-address.ts';
import { serveDnsOverTcp, serveDnsOverUdp } from './dns/serve-dns.ts';
import { HnBoard } from './hn/hn-board.ts';
import { lapseOverdue } from './paypal/lapse-overdue.ts';
import { createPayPalWorld } from './paypal/paypal-world.ts';
import { createSourcesWorld } from './posts/source-providers.ts';
import { MailOffice } from './sendgrid/mail-office.ts';
import { expireOverdue } from './stripe/expire-overdue.ts';
import { createStripeWorld } from './stripe/stripe-world.ts';
import { WebhookBook, type WebhookSettings } from './webhooks/webhook-endpoint.ts';
import { WebhookQueue } from './webhooks/webhook-queue.ts';

export interface SandboxOptions {
  /** Folder of the log; made when missing. One sandbox at a time may use it. */
  readonly stateDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** Replaces what was configured before for the providers it names. */
  readonly webhooks?: WebhookSettings;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`: base URL of every provider API and of the control API. */
  readonly url: string;
  /** For browsers: `http://mailbox.localhost:port`. */
  readonly mailboxUrl: string;
  /** Origin of the hosted Checkout page, for browsers: `http://checkout.localhost:port`. */
  readonly checkoutUrl: string;
  /** `checkout.localhost:port`, as a Content-Security-Policy names it. */
  readonly checkoutHost: string;
  readonly port: number;
  /** Closes connections and the log. Pending webhooks go out after the next start. */
  readonly stop: () => Promise<void>;
}

const tickEveryMs = 1_000;

/** Free ports tried until one is free for datagrams too. */
const MAX_PORTS_TRIED = 5;

function createWorld(stateDir: string, host: string, port: () => number): SandboxWorld {
  const clock = new VirtualClock();
  const journal = new Journal(join(stateDir, 'sandbox-log.jsonl'), clock);
  clock.offsetMs = journal.table<number>('clock').get('offset') ?? 0;
  const faults = new FaultBox(journal);
  const webhookBook = new WebhookBook(journal);
  const webhooks = new WebhookQueue(journal, faults, webhookBook);
  const stripe = createStripeWorld(journal, clock, webhooks, () => `http://checkout.localhost:${port()}`);
  const paypal = createPayPalWorld(journal, clock, webhooks, port);
  let checkedAt = 0;
  const tick = (): void => {
    const now = clock.nowSeconds();
    if (now !== checkedAt) {
      expireOverdue(stripe);
      lapseOverdue(paypal);
    }
    checkedAt = now;
    webhooks.poke();
  };
  const board = new HnBoard(journal, clock);
  const sources = createSourcesWorld(journal, clock);
  const office = new MailOffice(journal, clock, webhooks);
  const dns = new DnsDesk(journal, faults, () => ownAddress(host));
  return { journal, clock, faults, webhookBook, webhooks, board, office, stripe, paypal, sources, dns, tick };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Listens for HTTP and, on the same port, for DNS; says which port it is and how datagrams are ended. */
async function listenForAll(server: Server, wanted: number, host: string, { dns }: SandboxWorld) {
  serveDnsOverTcp(server, dns);
  for (let tried = 1; ; tried++) {
    const port = await listen(server, wanted, host);
    try {
      return { port, stopDns: await serveDnsOverUdp(port, host, dns) };
    } catch (error) {
      await new Promise((resolve) => server.close(resolve));
      if (wanted !== 0 || tried === MAX_PORTS_TRIED) throw error;
    }
  }
}

/**
 * Starts the outside world: Hacker News, SendGrid, Stripe and PayPal over their real protocols, the hosted payment pages,
 * the mailbox page and the control API, all on one port, where it answers DNS as well. State is rebuilt from the log in `stateDir`.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  let port = options.port;
  const world = createWorld(options.stateDir, host, () => port);
  const { webhooks: settings } = options;
  if (settings) {
    const configure = (): void => world.webhookBook.configure(settings);
    world.journal.transact('sandbox', 'start', configure, () => ({ webhooks: world.webhookBook.describe() }));
  }
  const server = createServer(createSandboxApp(world));
  const listening = await listenForAll(server, options.port, host, world);
  port = listening.port;
  const timer = setInterval(world.tick, tickEveryMs);
  timer.unref();
  world.tick();
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    world.webhooks.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await Promise.all([closed, listening.stopDns()]);
    world.journal.close();
  };
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    url: `http://${reachable}:${port}`,
    mailboxUrl: `http://mailbox.localhost:${port}`,
    checkoutUrl: `http://checkout.localhost:${port}`,
    checkoutHost: `checkout.localhost:${port}`,
    port,
    stop,
  };
}
