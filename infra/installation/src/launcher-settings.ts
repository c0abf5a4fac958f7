/** Settings that the launcher `pnpm start` reads itself, with what `.env.example` says of them; no service and no container reads them. */
export const LAUNCHER_SETTINGS = {
  LOOP_DATABASE_URL:
    'Your own Postgres 17, as a role that may create roles and schemas; without it an embedded one is started',
  LOOP_NATS_URL:
    'Your own NATS (2.10 or newer, JetStream on), as nats://loop:password@host:4222; without it one is started',
  LOOP_NATS_SERVER_BIN: 'The nats-server program to start; without it one is looked for on PATH, then fetched',
} as const;
