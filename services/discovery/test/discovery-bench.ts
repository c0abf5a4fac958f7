import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoveryCompleted, type EventEnvelope, type OutputOf, opsDiscover, type PayloadOf } from '@loop/contracts';
import { config, discovery } from '@loop/discovery';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';
import { settle, type TestService, TestSystem } from '@loop/testkit';

const wish = { source: 'hackernews', query: null, limit: null, lines: null };

/** What a run is asked for; what is left out is as `loop discover` leaves it. */
export type Wished = Readonly<Record<string, unknown>> & { readonly tenantId: string };

/** What a command over sources answers. */
export type Discovered = OutputOf<ReturnType<typeof opsDiscover.request>>;

/** The discovery service over the sandbox, with what a test of runs does to both. */
export class DiscoveryBench {
  readonly system: TestSystem;
  readonly outside: SandboxClient;
  readonly service: TestService;
  readonly #sandbox: Sandbox;
  readonly #stateDir: string;

  private constructor(system: TestSystem, service: TestService, sandbox: Sandbox, stateDir: string) {
    this.system = system;
    this.service = service;
    this.outside = new SandboxClient(sandbox.url);
    this.#sandbox = sandbox;
    this.#stateDir = stateDir;
  }

  /** Starts both; settings replace the usual ones. */
  static async start(settings: Readonly<Record<string, unknown>> = {}): Promise<DiscoveryBench> {
    const stateDir = mkdtempSync(join(tmpdir(), 'runs-test-'));
    const sandbox = await startSandbox({ stateDir, port: 0 });
    const system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: sandbox.url });
    const service = await system.start(discovery({ ...system.settingsOf(config), ...settings }));
    return new DiscoveryBench(system, service, sandbox, stateDir);
  }

  /** As `loop discover` asks. */
  ask(wished: Wished): Promise<unknown> {
    return this.system.ask('discovery', 'discover', { ...wish, ...wished });
  }

  /** As {@link ask}, where nothing is to be refused. */
  async discover(wished: Wished): Promise<Discovered> {
    const answer = (await this.ask(wished)) as { ok?: unknown };
    if (answer.ok === undefined) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return opsDiscover.request('discovery').output.parse(answer.ok);
  }

  /** The event that ends a run. */
  completed(runId: string, timeoutMs = 10_000): Promise<EventEnvelope<PayloadOf<typeof discoveryCompleted>>> {
    const told = async () => {
      const event = (await this.system.tap.published(discoveryCompleted)).find(({ data }) => data.runId === runId);
      if (event === undefined) throw new Error('The run is not over');
      return event;
    };
    return settle(told, { timeoutMs });
  }

  /** What the sandbox charged so far, in millionths of a dollar. */
  async charged(vendor: 'x' | 'perplexity'): Promise<number> {
    const entries = await this.outside.log({ kind: `${vendor}.charged`, limit: 10_000 });
    return entries.flatMap(({ facts }) => facts).reduce((sum, fact) => sum + Number(fact['amountMicros']), 0);
  }

  /** Requests that a vendor's side has received. */
  async requestsOf(provider: 'hn' | 'reddit' | 'x' | 'github' | 'feeds' | 'perplexity'): Promise<number> {
    return (await this.outside.log({ provider, kind: 'request', limit: 10_000 })).length;
  }

  async stop(): Promise<void> {
    await this.system.close();
    await this.#sandbox.stop();
    rmSync(this.#stateDir, { recursive: true });
  }
}
