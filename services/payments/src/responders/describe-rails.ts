import { describeRails, type OutputOf } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';

/** The rails as they are told: what is configured, in which mode, and which ways of funding each can do. */
export type RailsDescribed = OutputOf<typeof describeRails>['rails'];

/** Answers `payments.describe_rails` from the settings alone: no provider is called. */
export function describeRailsResponder(rails: RailsDescribed): Responder {
  return respond(describeRails, async () => ({ ok: { rails: [...rails] } }));
}
