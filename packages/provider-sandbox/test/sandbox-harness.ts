import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, SandboxClient, startSandbox, type WebhookSettings } from '@loop/provider-sandbox';
import Stripe from 'stripe';

const require = createRequire(import.meta.url);
type Address = string | { readonly email: string; readonly name?: string };

/** The part of SendGrid's message the tests use. Its own types cannot be imported by name (`export =` beside `export`). */
export interface TestMail {
  readonly to: Address;
  readonly from: Address;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly customArgs?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly categories?: readonly string[];
}

interface SendGridClient {
  setApiKey(key: string): void;
  setDefaultRequest(key: 'baseUrl', value: string): unknown;
}

interface SendGridMailer {
  setClient(client: SendGridClient): void;
  send(mail: TestMail): Promise<[{ statusCode: number; headers: Record<string, string> }, unknown]>;
}

const { Client } = require('@sendgrid/client') as { Client: new () => SendGridClient };
const { MailService } = require('@sendgrid/mail') as { MailService: new () => SendGridMailer };

/** A sandbox on a folder of its own, with the real SDKs pointed at it the way services point them. */
export class SandboxHarness implements AsyncDisposable {
  readonly #stateDir: string;
  #sandbox: Sandbox;

  constructor(stateDir: string, sandbox: Sandbox) {
    this.#stateDir = stateDir;
    this.#sandbox = sandbox;
  }

  static async start(webhooks?: WebhookSettings): Promise<SandboxHarness> {
    const stateDir = await mkdtemp(join(tmpdir(), 'loop-sandbox-'));
    const sandbox = await startSandbox({ stateDir, port: 0, ...(webhooks ? { webhooks } : {}) });
    return new SandboxHarness(stateDir, sandbox);
  }

  get sandbox(): Sandbox {
    return this.#sandbox;
  }

  get control(): SandboxClient {
    return new SandboxClient(this.#sandbox.url);
  }

  stripe(apiKey = 'sk_sandbox_harness', apiVersion?: string): Stripe {
    const config = { host: '127.0.0.1', port: this.#sandbox.port, protocol: 'http' as const, telemetry: false };
    const pinned = apiVersion === undefined ? {} : { apiVersion: apiVersion as '2026-10-28.endive' };
    return new Stripe(apiKey, { ...config, ...pinned, maxNetworkRetries: 0, timeout: 2_000 });
  }

  mailer(apiKey = 'SG.sandbox-harness'): SendGridMailer {
    const client = new Client();
    client.setApiKey(apiKey);
    client.setDefaultRequest('baseUrl', this.#sandbox.url);
    const service = new MailService();
    service.setClient(client);
    return service;
  }

  /** Stops the process's worth of state and starts again on the same folder. */
  async restart(): Promise<void> {
    await this.#sandbox.stop();
    this.#sandbox = await startSandbox({ stateDir: this.#stateDir, port: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.stop();
    await rm(this.#stateDir, { recursive: true, force: true });
  }
}
