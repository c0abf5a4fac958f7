import { expect, test } from '@jest/globals';
import { constantName } from './api-document.ts';
import * as contracts from './index.ts';
import { EVENTS } from './registry.ts';
import { OPS_COMMANDS, REQUESTS } from './request-registry.ts';
import { SERVICES, type ServiceName } from './services.ts';

// The table of the design, so that a change of who tells whom what is a decision and not a slip.
const MAP: readonly (readonly [ServiceName, string, string, readonly ServiceName[]])[] = [
  ['discovery', 'opportunity.found', 'opportunityId', ['enrichment', 'client-portal']],
  ['discovery', 'opportunity.dropped', 'opportunityId', []],
  ['discovery', 'discovery.completed', 'runId', []],
  ['discovery', 'listing.photos_requested', 'listingId', ['outreach']],
  ['discovery', 'listing.updated', 'listingId', []],
  ['enrichment', 'contact.enriched', 'opportunityId', ['client-portal', 'outreach']],
  ['enrichment', 'contact.unreachable', 'opportunityId', []],
  ['enrichment', 'contact.forgotten', 'contactId', ['discovery', 'outreach', 'client-portal', 'inbound-channels']],
  ['client-portal', 'contract.drafted', 'contractId', ['outreach', 'payments']],
  ['client-portal', 'contract.not_drafted', 'opportunityId', []],
  ['client-portal', 'contract.viewed', 'contractId', ['outreach']],
  ['client-portal', 'contract.signed', 'contractId', ['payments', 'outreach']],
  ['client-portal', 'contract.declined', 'contractId', ['payments', 'outreach']],
  ['client-portal', 'contract.completed', 'contractId', ['outreach']],
  ['client-portal', 'code.requested', 'contractId', ['outreach']],
  ['client-portal', 'rail.selected', 'contractId', ['payments']],
  ['client-portal', 'delivery.submitted', 'milestoneId', ['payments', 'outreach']],
  ['client-portal', 'delivery.approved', 'milestoneId', ['payments', 'outreach']],
  ['client-portal', 'delivery.revision_requested', 'milestoneId', ['outreach']],
  ['client-portal', 'milestone.disputed', 'milestoneId', ['payments', 'outreach']],
  ['outreach', 'contract.presented', 'contractId', ['client-portal']],
  ['outreach', 'contract.presentation_failed', 'contractId', ['client-portal']],
  ['outreach', 'message.review_requested', 'messageId', []],
  ['outreach', 'message.sent', 'messageId', ['inbound-channels']],
  ['outreach', 'message.failed', 'messageId', ['inbound-channels']],
  ['payments', 'milestone.funded', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.funding_failed', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.funding_expired', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.released', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.refunded', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.exposed', 'milestoneId', ['client-portal', 'outreach']],
  ['payments', 'milestone.card_saved', 'milestoneId', ['client-portal']],
  ['payments', 'ledger.posted', 'postingId', []],
  ['inbound-channels', 'payment.notified', 'objectId', ['payments']],
  ['inbound-channels', 'message.received', 'conversationId', ['outreach']],
  ['inbound-channels', 'message.status_changed', 'providerMessageId', ['outreach']],
  ['inbound-channels', 'comment.received', 'commentId', ['outreach']],
  ['inbound-channels', 'call.completed', 'callId', ['outreach']],
  ['inbound-channels', 'contact.opted_out', 'identityId', ['outreach']],
  ['inbound-channels', 'media.stored', 'mediaId', ['discovery']],
];

test('who publishes and consumes each event is what the design says', () => {
  const bySubject = (a: readonly unknown[], b: readonly unknown[]) => String(a[1]).localeCompare(String(b[1]));
  const declared = EVENTS.map((event) => [event.publisher, event.subject, event.key, event.consumers]);
  expect(declared.sort(bySubject)).toEqual([...MAP].sort(bySubject));
});

test('who asks whom is what the design says', () => {
  const between = REQUESTS.filter((request) => !request.subject.startsWith('ops.'));
  expect(between.map((request) => [request.subject, request.requesters, request.responder])).toEqual([
    ['portal.deal_link', ['outreach'], 'client-portal'],
    ['payments.open_checkout', ['client-portal'], 'payments'],
    ['portal.sign_in_code', ['outreach'], 'client-portal'],
  ]);
});

test('only the operator gives commands, and names who acts and why', () => {
  expect(REQUESTS.filter((request) => request.subject.startsWith('ops.')).flatMap((r) => r.requesters)).toEqual(
    OPS_COMMANDS.flatMap((command) => command.services.map(() => 'loop')),
  );
  expect(OPS_COMMANDS.filter((command) => command.acts).map((command) => command.command)).toEqual([
    'deliver',
    'discover',
    'pause',
    'resume',
    'dead_letters_discard',
    'dead_letters_redrive',
    'effects_resolve',
    'replay_cancel',
    'replay_start',
  ]);
});

test('a command refuses to be sent to a service that does not know it', () => {
  const discover = OPS_COMMANDS.find((command) => command.command === 'discover');
  expect(discover?.request('discovery').subject).toBe('ops.discovery.discover');
  expect(() => discover?.request('payments')).toThrow('Service payments knows no command discover');
});

test('no subject is used twice', () => {
  const subjects = [...EVENTS, ...REQUESTS].map((declared) => declared.subject);
  expect(new Set(subjects).size).toBe(subjects.length);
});

test('every service publishes something', () => {
  expect(new Set(EVENTS.map((event) => event.publisher))).toEqual(new Set(SERVICES));
});

test('every event is exported under its subject', () => {
  const exported: Readonly<Record<string, unknown>> = contracts;
  expect(EVENTS.filter((event) => exported[constantName(event.subject)] !== event)).toEqual([]);
  const unnamed = OPS_COMMANDS.filter((command) => exported[constantName('ops', command.command)] !== command);
  expect(unnamed).toEqual([]);
});
