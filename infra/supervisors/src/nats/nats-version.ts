import { runCommand } from '../run-command.ts';

/**
 * The oldest server whose behaviour we build on: 2.9 silently ignores a terminate with a reason, reconfigures consumers
 * instead of refusing, and does not know `sync_interval`.
 */
const OLDEST = [2, 10] as const;

/** Version of a `nats-server` binary, such as `2.10.27`. Throws when it does not run or is older than 2.10. */
export async function supportedNatsVersion(binary: string): Promise<string> {
  const output = await runCommand(binary, ['--version'], { env: {}, timeoutMs: 10_000 });
  const match = /v(\d+)\.(\d+)\.(\d+\S*)/.exec(output);
  if (!match) throw new Error(`${binary} does not tell its version`);
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(`${binary} is ${match[0]}, at least v${OLDEST.join('.')} is needed`);
  }
  return match[0].slice(1);
}
