import { readSandboxConfig } from './sandbox-config.ts';
import { startSandbox } from './start-sandbox.ts';

const sandbox = await startSandbox(readSandboxConfig(process.env));
const { url, mailboxUrl, checkoutUrl, checkoutHost, port } = sandbox;
process.stdout.write(
  `${JSON.stringify({ ready: true, pid: process.pid, url, mailboxUrl, checkoutUrl, checkoutHost, port })}\n`,
);

const stop = (): void => {
  void sandbox.stop();
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
