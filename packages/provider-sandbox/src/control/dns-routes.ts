import type { SandboxWorld } from '../core/sandbox-world.ts';
import { dnsName } from '../dns/dns-answer.ts';
import { type ControlRoute, checked, parseBody } from './control-route.ts';

/** What tests do to the name servers: state what is answered about a name. */
export function dnsRoutes({ journal, dns }: SandboxWorld): ControlRoute[] {
  return [
    [
      'put',
      '/dns/names',
      (req) =>
        checked(dnsName, parseBody(req), (stated) => {
          journal.transact(
            'sandbox',
            'control',
            () => dns.state(stated),
            () => ({ dnsName: stated }),
          );
          return { status: 204, body: '' };
        }),
    ],
  ];
}
