import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';

/** The outside world of one test file: a provider sandbox with its name servers. */
export class OutsideWorld {
  readonly #sandbox: Sandbox;
  readonly #stateDir: string;

  private constructor(sandbox: Sandbox, stateDir: string) {
    this.#sandbox = sandbox;
    this.#stateDir = stateDir;
  }

  static async open(): Promise<OutsideWorld> {
    const stateDir = await mkdtemp(join(tmpdir(), 'enrichment-'));
    return new OutsideWorld(await startSandbox({ stateDir, port: 0 }), stateDir);
  }

  get url(): string {
    return this.#sandbox.url;
  }

  /** The address of one of the sandbox's pages, by default on a host of its own. */
  pageOf(path: string, label = 'boards'): string {
    return `http://${label}.pages.localhost:${new URL(this.url).port}${path}`;
  }

  get control(): SandboxClient {
    return new SandboxClient(this.url);
  }

  /** How often the mail servers of a domain were asked for. */
  async questionsAbout(domain: string): Promise<number> {
    const asked = await this.control.log({ provider: 'dns', kind: 'request' });
    return asked.filter(({ data }) => data['name'] === domain && data['operation'] === 'mx').length;
  }

  async close(): Promise<void> {
    await this.#sandbox.stop();
    await rm(this.#stateDir, { recursive: true, force: true });
  }
}
