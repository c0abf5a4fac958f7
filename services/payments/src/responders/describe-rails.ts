import { describeRails, type OutputOf } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import type { ServedRail, ServedRails } from '../providers/served-rails.ts';

type Described = OutputOf<typeof describeRails>['rails'][number];

/**
 * Answers `payments.describe_rails` from the settings alone: what is configured, in which mode, and which ways of funding each
 * rail can do. No provider is called.
 */
export function describeRailsResponder(rails: ServedRails, mode: Mode): Responder {
  return respond(describeRails, async () => ({
    ok: { rails: Object.values(rails).map((one) => describe(one, mode)) },
  }));
}

function describe({ isConfigured, rail }: ServedRail, mode: Mode): Described {
  const { features, name } = rail;
  if (!isConfigured) return { rail: name, configured: false, mode: null, fundingMethods: [] };
  const fundingMethods: Described['fundingMethods'] = features.savesCards
    ? ['hold', 'card_on_file', 'prepaid']
    : ['hold', 'prepaid'];
  return { rail: name, configured: true, mode, fundingMethods };
}
