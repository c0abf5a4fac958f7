import { join } from 'node:path';
import { type Secrets, sandboxWebhooks } from '@loop/installation';
import { SandboxClient } from '@loop/provider-sandbox';
import { localUrl } from '../settings/service-settings.ts';
import { awaitReady } from './await-ready.ts';
import { type LaunchedProcess, launchProcess } from './launched-process.ts';
import { openLog } from './process-log.ts';
import { SANDBOX_MAIN } from './service-modules.ts';

/** The outside world of a system in sandbox mode. */
export interface SandboxHandle {
  readonly url: string;
  /** Where a browser reads what was sent. */
  readonly mailboxUrl: string;
  readonly client: SandboxClient;
  readonly process: LaunchedProcess;
}

/** How the sandbox is started. */
export interface SandboxStart {
  readonly stateDir: string;
  readonly port: number;
  /** Port of inbound-channels, which takes the webhooks. */
  readonly webhookPort: number;
  readonly secrets: Secrets;
  readonly env: NodeJS.ProcessEnv;
  readonly onNotice: (line: string) => void;
}

const READY_TIMEOUT_MS = 30_000;
const MAX_CRASHES = 3;

/** Starts the provider sandbox as its own process and waits until it answers. */
export async function startSandboxProcess(start: SandboxStart, stack: AsyncDisposableStack): Promise<SandboxHandle> {
  const { stateDir, port, webhookPort, secrets, env, onNotice } = start;
  const url = localUrl(port);
  const log = openLog(stateDir, 'provider-sandbox');
  stack.defer(() => log.close());
  let crashCount = 0;
  const sandbox = await launchProcess({
    name: 'provider-sandbox',
    stateDir,
    main: SANDBOX_MAIN,
    env: {
      PATH: env['PATH'],
      LOOP_SANDBOX_STATE_DIR: join(stateDir, 'sandbox'),
      LOOP_SANDBOX_PORT: String(port),
      LOOP_SANDBOX_WEBHOOKS: sandboxWebhooks(secrets, `${localUrl(webhookPort)}/webhooks`),
    },
    log,
    onCrash: (crashes) => {
      crashCount = crashes;
      onNotice(`the provider sandbox ended and is started again; see ${log.file}`);
    },
  });
  stack.defer(() => sandbox.stop());
  await awaitReady({
    name: 'The provider sandbox',
    url: `${url}/_sandbox/health`,
    log,
    timeoutMs: READY_TIMEOUT_MS,
    hasGivenUp: () => crashCount >= MAX_CRASHES,
  });
  const mailboxUrl = `http://mailbox.localhost:${port}`;
  return { url, mailboxUrl, client: new SandboxClient(url), process: sandbox };
}
