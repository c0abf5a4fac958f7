import type { RequestDefinition } from './define.ts';
import type { OpsCommand } from './ops-command.ts';
import * as deadLetters from './ops-dead-letters.ts';
import * as discovery from './ops-discovery.ts';
import * as effects from './ops-effects.ts';
import * as forgetting from './ops-forgetting.ts';
import * as ledger from './ops-ledger.ts';
import * as matching from './ops-matching.ts';
import * as opportunities from './ops-opportunities.ts';
import * as payments from './ops-payments.ts';
import * as replay from './ops-replay.ts';
import * as ops from './ops-requests.ts';
import * as requests from './requests.ts';

/** Every command `loop` can give, for all services that know it. */
export const OPS_COMMANDS: readonly OpsCommand[] = [
  ...Object.values(ops),
  ...Object.values(discovery),
  ...Object.values(opportunities),
  ...Object.values(deadLetters),
  ...Object.values(effects),
  ...Object.values(forgetting),
  ...Object.values(ledger),
  ...Object.values(matching),
  ...Object.values(payments),
  ...Object.values(replay),
] as readonly OpsCommand[];

/** Every request of the system: those between services, then `ops.<service>.<command>`. */
export const REQUESTS: readonly RequestDefinition[] = [
  ...Object.values(requests),
  ...OPS_COMMANDS.flatMap((command) => command.services.map((service) => command.request(service))),
];
