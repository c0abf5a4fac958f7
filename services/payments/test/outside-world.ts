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
  const stateDir = await mkdtemp(join(tmpdir(), 'loop-payments-'));
  const sandbox = await startSandbox({ stateDir, port: 0 });
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { sandbox, control: new SandboxClient(sandbox.url), stop };
}

/** Pays on the hosted page as a browser without JavaScript would. */
export async function payByCard(world: OutsideWorld, sessionRef: string, cardNumber: string): Promise<void> {
  await fetch(`${world.sandbox.url}/c/pay/${sessionRef}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      email: 'ines@brackenlane.org',
      cardNumber,
      cardExpiry: '12/40',
      cardCvc: '123',
      billingName: 'Ines Holm',
    }),
  });
}

/** Stripe's test card that is approved. */
export const APPROVED_CARD = '4242424242424242';

/** Stripe's test card without enough funds. */
export const POOR_CARD = '4000000000009995';

/** Answers PayPal's approval page as a browser without JavaScript would. */
export async function decideAtPayPal(
  world: OutsideWorld,
  orderRef: string,
  decision: 'approve' | 'decline' | 'cancel',
): Promise<void> {
  const url = `${world.sandbox.url}/checkoutnow?token=${orderRef}`;
  await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) });
}
