import { createHash } from 'node:crypto';
import {
  contractCompleted,
  deliverySubmitted,
  type EventDefinition,
  milestoneFunded,
  milestoneReleased,
  opsDeliver,
} from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { RunningSystem } from '../system/start-system.ts';
import { recorded } from '../tally/loop-record.ts';
import type { PresentedDeal } from '../tally/presentations.ts';
import { BrowserClient, WORKING_CARD } from './browser-client.ts';
import { DealMailbox } from './deal-mailbox.ts';
import { launchBrowser } from './launch-browser.ts';

const STEP_TIMEOUT_MS = 30_000;

/**
 * Plays one client in a headless browser, from the proposal in the mailbox to the completed contract, milestone by milestone,
 * and the operator who delivers. Resolves when `contract.completed` is published. Rejects where a step does not come about.
 */
export async function playClient(
  system: RunningSystem,
  deal: PresentedDeal,
  onStep: (step: string) => void,
): Promise<void> {
  const { sandbox } = system;
  if (sandbox === undefined) throw new Error('A client is only played in sandbox mode');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    const client = new BrowserClient(page, await DealMailbox.open(sandbox.client, deal.messageId));
    onStep('opens the proposal');
    await client.open();
    onStep('signs with the code from the mailbox');
    await client.sign();
    for (const { milestoneId, position, title } of deal.milestones.toSorted((a, b) => a.position - b.position)) {
      onStep(`pays milestone ${position} of ${deal.milestones.length}`);
      await client.pay(WORKING_CARD);
      await happened(system, milestoneFunded, milestoneId);
      await deliver(system, deal.contractId, milestoneId, title);
      onStep(`approves the delivery of milestone ${position}`);
      await client.approve(5);
      await happened(system, milestoneReleased, milestoneId);
    }
    await happened(system, contractCompleted, deal.contractId);
  } finally {
    await browser.close();
  }
}

/** Waits for an event about an aggregate. */
async function happened(system: RunningSystem, definition: EventDefinition, key: string): Promise<void> {
  await system.watch.until((record) => recorded(record, definition).some((event) => event.key === key), {
    timeoutMs: STEP_TIMEOUT_MS,
    what: definition.subject,
  });
}

/** Delivers a milestone as the operator. Rejects when that is refused. */
export async function deliver(
  system: RunningSystem,
  contractId: string,
  milestoneId: string,
  title: string,
): Promise<void> {
  const work = `The results of "${title}", made up for the sandbox.`;
  const answer = await system.operator.request(opsDeliver.request('client-portal'), {
    actor: 'pnpm start',
    reason: 'the played client waits for it',
    tenantId: DEFAULT_TENANT_ID,
    contractId,
    milestoneId,
    title,
    artifacts: [{ name: 'results.txt', url: null, sha256: createHash('sha256').update(work).digest('hex') }],
  });
  if ('refused' in answer) throw new Error(`The delivery was refused (${answer.refused}): ${answer.detail}`);
  await happened(system, deliverySubmitted, milestoneId);
}
