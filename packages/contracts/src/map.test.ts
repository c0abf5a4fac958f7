import { expect, test } from '@jest/globals';
import { constantName } from './api-document.ts';
import * as contracts from './index.ts';
import { EVENTS } from './registry.ts';
import { OPS_COMMANDS, REQUESTS } from './request-registry.ts';

test('who asks whom is what the design says', () => {
  const between = REQUESTS.filter((request) => !request.subject.startsWith('ops.'));
  expect(between.map((request) => [request.subject, request.requesters, request.responder])).toEqual([
    ['portal.deal_link', ['outreach'], 'client-portal'],
    ['payments.describe_rails', ['client-portal'], 'payments'],
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
    'draft',
    'pause',
    'resume',
    'discover',
    'discover_schedule',
    'discover_unschedule',
    'dead_letters_discard',
    'dead_letters_redrive',
    'effects_resolve',
    'forget',
    'set_retention',
    'payments_reconcile',
    'matching_decide',
    'payments_reduce',
    'payments_refund',
    'payments_void',
    'replay_arm',
    'replay_cancel',
    'replay_disarm',
    'replay_pause',
    'replay_resume',
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

test('every event is exported under its subject', () => {
  const exported: Readonly<Record<string, unknown>> = contracts;
  expect(EVENTS.filter((event) => exported[constantName(event.subject)] !== event)).toEqual([]);
  const unnamed = OPS_COMMANDS.filter((command) => exported[constantName('ops', command.command)] !== command);
  expect(unnamed).toEqual([]);
});
