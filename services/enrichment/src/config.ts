import { type ConfigProblem, type Mode, serviceConfig } from '@loop/runtime';
import { z } from 'zod';

const NAME_SERVER = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i;

const nameServers = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.string().regex(NAME_SERVER, 'expected name servers as address or address:port')).min(1).max(5));

interface DnsSettings {
  readonly LOOP_MODE: Mode;
  readonly LOOP_DNS_SERVERS?: readonly string[] | undefined;
}

function sandboxProblems({ LOOP_MODE, LOOP_DNS_SERVERS }: DnsSettings): ConfigProblem[] {
  if (LOOP_MODE !== 'sandbox' || LOOP_DNS_SERVERS === undefined) return [];
  const remedy = 'Unset it, or set LOOP_MODE to test or live';
  return [
    { name: 'LOOP_DNS_SERVERS', problem: "is set in sandbox mode, where only the sandbox's DNS is asked", remedy },
  ];
}

/** What enrichment reads from the environment. */
export const config = serviceConfig(
  'enrichment',
  {
    LOOP_DNS_SERVERS: nameServers
      .optional()
      .describe(
        "Name servers that are asked which domains take mail and where pages are, separated by commas; the machine's own without it",
      ),
    LOOP_SOURCE_PAGES: z
      .enum(['on', 'off'])
      .default('on')
      .describe('Fetch the page behind a post that leaves no way to reach its author; pages of platforms never are'),
  },
  sandboxProblems,
);
