import type { z } from 'zod';
import type { EventDefinition } from './define.ts';
import { eventBySubject } from './registry.ts';

/** What is wrong at one place of a payload: the place and the rule, never the value. */
export interface PayloadIssue {
  /** `contacts[2].value`; empty for the payload as a whole. */
  readonly path: string;
  /** Zod's issue code: `invalid_type`, `too_big`, `custom`. */
  readonly rule: string;
  readonly message: string;
}

/**
 * What became of a payload read from the broker.
 *
 * - `ok`: parsed, and brought to the current version.
 * - `unknown_event`: no such subject in this registry.
 * - `unknown_version`: newer than this registry. Park it: a service that is deployed later understands it.
 * - `invalid`: does not parse, not even as what it says it is.
 */
export type ParsedEvent =
  | { readonly status: 'ok'; readonly event: EventDefinition; readonly data: unknown }
  | { readonly status: 'unknown_event' }
  | { readonly status: 'unknown_version'; readonly event: EventDefinition }
  | { readonly status: 'invalid'; readonly event: EventDefinition; readonly issues: readonly PayloadIssue[] };

/** Issues beyond these say nothing new. */
const MAX_ISSUES = 20;

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((so, step) => {
    if (typeof step === 'number') return `${so}[${step}]`;
    return so === '' ? String(step) : `${so}.${String(step)}`;
  }, '');
}

function issuesOf(error: z.ZodError): readonly PayloadIssue[] {
  return error.issues
    .slice(0, MAX_ISSUES)
    .map((issue) => ({ path: pathText(issue.path), rule: issue.code, message: issue.message }));
}

/** Parses `data` as version `version` of `event`, then lifts it version by version. */
function parseAs(event: EventDefinition, version: number, data: unknown): ParsedEvent {
  let current = data;
  if (version < event.version && event.previous !== undefined && event.upcast !== undefined) {
    const before = parseAs(event.previous, version, data);
    if (before.status !== 'ok') return before;
    current = event.upcast(before.data);
  }
  const parsed = event.schema.safeParse(current);
  return parsed.success
    ? { status: 'ok', event, data: parsed.data }
    : { status: 'invalid', event, issues: issuesOf(parsed.error) };
}

/**
 * Parses a payload by its subject and version, lifting an older version to the current one step by step.
 * Never throws on data from outside, and says nothing of the values it refuses. An upcast that throws is a bug and throws.
 */
export function parseEvent(subject: string, version: number, data: unknown): ParsedEvent {
  const event = eventBySubject(subject);
  return event === undefined ? { status: 'unknown_event' } : parseVersion(event, version, data);
}

/** As {@link parseEvent}, for an event that is already found. */
export function parseVersion(event: EventDefinition, version: number, data: unknown): ParsedEvent {
  if (version > event.version) return { status: 'unknown_version', event };
  if (!Number.isInteger(version) || version < 1) {
    const issues = [{ path: '', rule: 'version', message: 'The version is not a whole number from 1' }];
    return { status: 'invalid', event, issues };
  }
  return parseAs(event, version, data);
}
