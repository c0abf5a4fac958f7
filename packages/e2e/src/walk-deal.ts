import { setTimeout as delay } from 'node:timers/promises';
import {
  contractCompleted,
  contractDrafted,
  contractSigned,
  deliveryApproved,
  deliverySubmitted,
  type EventDefinition,
  milestoneCardSaved,
  milestoneFunded,
  type PayloadOf,
} from '@loop/contracts';
import { DealMailbox, deliver, type PresentedDeal, type RunningSystem, recorded } from '@loop/dev';
import { HttpClient } from './http-client.ts';

type Draft = PayloadOf<typeof contractDrafted>;

/** Longest that any one step may take, however often something is killed meanwhile. */
const STEP_TIMEOUT_MS = 180_000;

/** How long a client waits for what they have asked for before they ask again. */
const IMPATIENCE_MS = 8_000;

const RETRY_DELAY_MS = 300;

/**
 * Walks a deal to its completion over HTTP, trying each step again until the streams show that it happened: what a patient
 * client does whose page does not load. Rejects, naming the step, when one does not come about.
 */
export async function walkDeal(system: RunningSystem, deal: PresentedDeal): Promise<void> {
  const { sandbox, watch } = system;
  if (sandbox === undefined) throw new Error('Deals are walked in sandbox mode only');
  const mailbox = await persist('the mailbox', () => DealMailbox.open(sandbox.client, deal.messageId));
  const client = new HttpClient(system, sandbox.url, deal);
  const draft = draftOf(system, deal);
  await persist('opening the deal link', async () => {
    await client.open(mailbox.dealLink);
    return true;
  });
  await persist('the signature', async () => {
    if (has(system, contractSigned, deal.contractId)) return true;
    await client.askForCode('sign');
    await client.sign(draft, await mailbox.nextCode(IMPATIENCE_MS));
    return await comes(system, contractSigned, deal.contractId);
  });
  for (const { milestoneId, title, amountMinor, fundingMethod } of draft.milestones.toSorted(
    (a, b) => a.position - b.position,
  )) {
    await persist('the payment', async () => {
      // Work on a card on file starts with the card: its amount is held when the delivery is approved.
      const awaited = fundingMethod === 'card_on_file' ? milestoneCardSaved : milestoneFunded;
      if (has(system, awaited, milestoneId)) return true;
      await client.pay(milestoneId, amountMinor, draft.currency);
      return await comes(system, awaited, milestoneId);
    });
    await persist('the delivery', async () => {
      if (!has(system, deliverySubmitted, milestoneId)) await deliver(system, deal.contractId, milestoneId, title);
      return true;
    });
    await persist('the approval', async () => {
      if (has(system, deliveryApproved, milestoneId)) return true;
      const newest = recorded(watch.record, deliverySubmitted).filter(({ key }) => key === milestoneId);
      const delivery = newest.toSorted((a, b) => b.data.version - a.data.version)[0];
      if (delivery === undefined) return false;
      await client.askForCode('approve', milestoneId);
      await client.approve(milestoneId, delivery.data.deliveryId, await mailbox.nextCode(IMPATIENCE_MS));
      return await comes(system, deliveryApproved, milestoneId);
    });
  }
  await persist('the completion', () => comes(system, contractCompleted, deal.contractId));
}

function draftOf(system: RunningSystem, deal: PresentedDeal): Draft {
  const draft = recorded(system.watch.record, contractDrafted).find(({ key }) => key === deal.contractId);
  if (draft === undefined) throw new Error('A deal was presented that nobody has drafted');
  return draft.data;
}

/** Whether an event about an aggregate has been published. */
function has(system: RunningSystem, definition: EventDefinition, key: string): boolean {
  return recorded(system.watch.record, definition).some((event) => event.key === key);
}

/** Waits a while for an event; false when it has not come by then. */
async function comes(system: RunningSystem, definition: EventDefinition, key: string): Promise<boolean> {
  const deadline = performance.now() + IMPATIENCE_MS;
  while (!has(system, definition, key)) {
    if (performance.now() > deadline) return false;
    await delay(RETRY_DELAY_MS);
  }
  return true;
}

/** Takes a step again and again until it has happened; resolves to what it gave. False: not yet. */
async function persist<T>(what: string, step: () => Promise<T | false>): Promise<T> {
  const deadline = performance.now() + STEP_TIMEOUT_MS;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const given = await step();
      if (given !== false) return given;
    } catch (error) {
      last = error;
    }
    await delay(RETRY_DELAY_MS);
  }
  throw new Error(`A client waited ${STEP_TIMEOUT_MS / 1000} s for ${what}, in vain`, { cause: last });
}
