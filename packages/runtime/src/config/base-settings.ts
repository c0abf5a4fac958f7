import { z } from 'zod';
import { FAILPOINTS, isFailpoint } from '../failpoint/failpoint.ts';
import { isNearby, originUrl } from './origin-url.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** The system's one mode: where providers are, and how much of what it says is real. */
export type Mode = 'sandbox' | 'test' | 'live';

/** The tenant of an installation that names none. */
export const DEFAULT_TENANT_ID = '00000000-0000-4000-8000-000000000001';

/** What is meant for the sandbox (people's addresses among it) must reach no real provider by a slip of the pen. */
const isOfNearby = (url: string): boolean => URL.canParse(url) && isNearby(new URL(url).hostname);

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** Settings that every service has. The descriptions are printed in `.env.example` and in refusals. */
export const baseSettings = {
  LOOP_MODE: z
    .enum(['sandbox', 'test', 'live'])
    .default('sandbox')
    .describe('Where providers are: sandbox (the provider sandbox), test or live (configured providers, others off)'),
  LOOP_DATABASE_APP_URL: postgresUrl.describe("Postgres as the service's app role, postgres://user:password@host/db"),
  LOOP_DATABASE_RUNTIME_URL: postgresUrl.describe(
    "Postgres as the service's runtime role, postgres://user:password@host/db",
  ),
  LOOP_NATS_URL: z
    .url({ protocol: /^(nats|tls)$/ })
    .describe("NATS as the service's broker user, nats://user:password@host:4222"),
  LOOP_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address the HTTP server listens on'),
  LOOP_HTTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port the HTTP server listens on; 0 takes a free one'),
  LOOP_TRUSTED_PROXIES: trustedProxies
    .optional()
    .describe(
      'Addresses or networks of your own proxies, separated by commas; only they are believed on where a client is',
    ),
  LOOP_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log level that is written'),
  LOOP_OTLP_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('OpenTelemetry collector (OTLP over HTTP); without it nothing is traced or measured'),
  LOOP_SANDBOX_URL: originUrl
    .refine(isOfNearby, 'must be on this machine, or have a name of one word as containers do')
    .optional()
    .describe('The provider sandbox; only, and always, in sandbox mode'),
  LOOP_FAILPOINT: z
    .string()
    .refine(isFailpoint, `expected <name>:<nth time>, the name one of ${FAILPOINTS.join(', ')}`)
    .optional()
    .describe('For chaos tests: <name>:<nth time>, where the process kills itself; only in sandbox mode'),
  LOOP_TENANT_ID: z
    .guid()
    .default(DEFAULT_TENANT_ID)
    .describe('Tenant that requests without one of their own belong to'),
} as const;

/** The parsed base settings. */
export type BaseConfig = Readonly<z.output<z.ZodObject<typeof baseSettings>>>;
