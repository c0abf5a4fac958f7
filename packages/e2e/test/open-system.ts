import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BrowserClient,
  DealMailbox,
  launchBrowser,
  openDeals,
  type PresentedDeal,
  type RunningSystem,
  runDiscovery,
  startSystem,
} from '@loop/dev';
import type { SandboxClient } from '@loop/provider-sandbox';
import type { Browser } from 'playwright-core';

/** A client before their deal. */
export interface Client {
  readonly deal: PresentedDeal;
  readonly client: BrowserClient;
  readonly mailbox: DealMailbox;
  /** What the browser has complained of on any page: scripts that threw, contents that the page's own policy refused. */
  readonly complaints: readonly string[];
}

/** A started system with proposals in its mailboxes, and a browser beside it. */
export interface OpenedSystem {
  readonly system: RunningSystem;
  readonly sandbox: SandboxClient;
  readonly browser: Browser;
  /** A client with a browser window and a mailbox of their own, before a deal that nobody else has been given. */
  newClient(): Promise<Client>;
  close(): Promise<void>;
}

const PAGE_TIMEOUT_MS = 20_000;

/** Starts everything, discovers, and waits until the proposals have arrived. */
export async function openSystem(): Promise<OpenedSystem> {
  const stateDir = mkdtempSync(join(tmpdir(), 'loop-e2e-'));
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn' };
  const [system, browser] = await Promise.all([
    startSystem({ stateDir, env, onNotice: () => undefined }),
    launchBrowser(),
  ]);
  await runDiscovery(system);
  const deals = [...openDeals(system.watch.record)];
  const sandbox = system.sandbox?.client;
  if (sandbox === undefined) throw new Error('The system did not start in sandbox mode');
  return {
    system,
    sandbox,
    browser,
    newClient: async () => {
      const deal = deals.shift();
      if (deal === undefined) throw new Error('More clients than proposals');
      const page = await (await browser.newContext()).newPage();
      page.setDefaultTimeout(PAGE_TIMEOUT_MS);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} at ${page.url()}`);
      });
      const mailbox = await DealMailbox.open(sandbox, deal.messageId);
      return { deal, mailbox, complaints, client: new BrowserClient(page, mailbox) };
    },
    close: async () => {
      await browser.close();
      await system.stop();
      rmSync(stateDir, { recursive: true });
    },
  };
}
