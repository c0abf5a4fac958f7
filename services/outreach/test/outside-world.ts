import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';

/** A provider sandbox on a folder of its own, and its controls. */
export interface OutsideWorld {
  readonly sandbox: Sandbox;
  readonly control: SandboxClient;
  stop(): Promise<void>;
}

/** Starts the outside world for one test file. */
export async function startOutsideWorld(): Promise<OutsideWorld> {
  const stateDir = await mkdtemp(join(tmpdir(), 'loop-outreach-'));
  const sandbox = await startSandbox({ stateDir, port: 0 });
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { sandbox, control: new SandboxClient(sandbox.url), stop };
}
