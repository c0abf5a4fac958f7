import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFetchGuard, dnsLookup, type FetchGuard, type FetchGuardOptions } from '@loop/fetch-guard';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';

/** A sandbox and guards that look names up at its DNS and take its pages for public ones, at 127.0.0.1 and its port alone. */
export class GuardedSandbox {
  readonly sandbox: Sandbox;
  readonly log: SandboxClient;
  readonly #stateDir: string;

  private constructor(sandbox: Sandbox, stateDir: string) {
    this.sandbox = sandbox;
    this.#stateDir = stateDir;
    this.log = new SandboxClient(sandbox.url);
  }

  static async start(): Promise<GuardedSandbox> {
    const stateDir = mkdtempSync(join(tmpdir(), 'fetch-guard-'));
    return new GuardedSandbox(await startSandbox({ stateDir, port: 0 }), stateDir);
  }

  /** A page of the sandbox, on a host of its own where one is named. */
  page(path: string, label?: string): string {
    return `http://${label === undefined ? '' : `${label}.`}pages.localhost:${this.sandbox.port}${path}`;
  }

  guard(rest: Partial<FetchGuardOptions> = {}): FetchGuard {
    const ownPlaces = [{ name: 'pages.localhost', port: this.sandbox.port, address: '127.0.0.1' }];
    const dialling = { lookup: dnsLookup([`127.0.0.1:${this.sandbox.port}`]), ownPlaces, isClosed: false };
    return createFetchGuard({ dialling, robotName: 'customer-loop', timeoutMs: 5_000, hostIntervalMs: 0, ...rest });
  }

  /** Visits of pages, robots.txt left out. */
  async visits(): Promise<Readonly<Record<string, unknown>>[]> {
    const entries = await this.log.log({ provider: 'pages', limit: 10_000 });
    return entries.map(({ data }) => data).filter(({ operation }) => operation !== 'robots');
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
    rmSync(this.#stateDir, { recursive: true });
  }
}
