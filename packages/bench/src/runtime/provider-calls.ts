import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';

/** Connections to the provider; more than calls are ever under way. */
const CONNECTIONS = 256;

/** A provider of 1 ms in a process of its own, called over HTTP. */
export class Provider {
  readonly #process: ChildProcess;
  readonly #http: Pool;

  private constructor(process: ChildProcess, http: Pool) {
    this.#process = process;
    this.#http = http;
  }

  static async start(): Promise<Provider> {
    const child = fork(join(import.meta.dirname, 'slow-provider.js'), { execArgv: [] });
    const [port] = (await once(child, 'message')) as [number];
    return new Provider(child, new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS }));
  }

  /** Sends a letter; resolves to the status of the answer. */
  async send(key: string, letter: string): Promise<number> {
    const { statusCode, body } = await this.#http.request({
      method: 'POST',
      path: '/letters',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: letter,
    });
    await body.dump();
    return statusCode;
  }

  /** Calls answered since this was asked last. */
  async answered(): Promise<number> {
    this.#process.send('answered');
    const [count] = (await once(this.#process, 'message')) as [number];
    return count;
  }

  async stop(): Promise<void> {
    await this.#http.close();
    this.#process.kill();
  }
}
