import type { ClientRoom, RoomEvent, RoomMilestone } from '../domain/client-room.ts';
import { milestoneWords } from '../pages/milestone-words.ts';
import { eventTitle } from '../pages/room-timeline.tsx';
import { milestoneStamp } from '../pages/watch-milestone.tsx';

/** A milestone for a program; every figure with its currency and mode. */
export function milestoneJson(room: ClientRoom, milestone: RoomMilestone) {
  const { currency, mode } = room.statement;
  const { money } = milestone;
  const words = milestoneWords(milestone);
  const payment = 'payment' in money ? money.payment : null;
  return {
    milestoneId: milestone.milestoneId,
    position: milestone.position,
    title: milestone.title,
    deliverable: milestone.deliverable,
    amountMinor: milestone.amountMinor,
    currency,
    mode,
    status: milestone.status,
    light: words.colour,
    label: words.label,
    sentence: words.sentence,
    money: money.kind,
    fundingMethod: milestone.fundingMethod,
    choices: milestone.choices,
    approvalMinor: milestone.approvalMinor,
    stamp: milestoneStamp(milestone),
    failure: 'failure' in money ? (money.failure?.message ?? null) : null,
    failureReason: 'failure' in money ? (money.failure?.reason ?? null) : null,
    canPay: milestone.canPay,
    evidence:
      payment === null
        ? null
        : { providerRef: payment.providerRef, readAt: payment.fundedReadAt, holdUntil: payment.captureBefore },
    delivery: milestone.delivery,
  };
}

/** An event of the timeline for a program. */
export function eventJson(event: RoomEvent) {
  return { ...event, title: eventTitle(event) };
}

/** The whole room for a program. Kinds of money stand side by side and are never added. */
export function roomJson(room: ClientRoom) {
  const { statement, step } = room;
  const { currency, mode } = statement;
  const figure = (amountMinor: number) => ({ amountMinor, currency, mode });
  return {
    contractId: statement.contractId,
    version: statement.version,
    statementSha256: room.statementSha256,
    status: room.status,
    next: step.next,
    mode,
    statement,
    signedAt: room.signedAt,
    money: {
      contracted: figure(room.money.contractedMinor),
      held: figure(room.money.heldMinor),
      prepaid: figure(room.money.prepaidMinor),
      earned: figure(room.money.earnedMinor),
    },
    rail: room.rail,
    rails: room.rails,
    milestones: room.milestones.map((milestone) => milestoneJson(room, milestone)),
    timeline: room.events.map(eventJson),
    brokenAt: room.brokenAt,
  };
}
