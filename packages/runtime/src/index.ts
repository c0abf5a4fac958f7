export type { Answer, Refusal } from './bus/answer.ts';
export { consumerConfig } from './bus/consumer-config.ts';
export { eventHeaders } from './bus/event-headers.ts';
export {
  type EventHandler,
  type HandlerOptions,
  type Handling,
  type ManyHandling,
  type NotYet,
  notYet,
  on,
  onMany,
} from './bus/handler.ts';
export { usualHeaders } from './bus/header-block.ts';
export { provisionBroker } from './bus/provision-broker.ts';
export { asker } from './bus/requests.ts';
export { type RespondContext, type Responder, respond } from './bus/responder.ts';
export { type Clock, type ClockOptions, createClock } from './clock/clock.ts';
export { type BaseConfig, DEFAULT_TENANT_ID, type Mode } from './config/base-settings.ts';
export type { Environment } from './config/check-settings.ts';
export { ConfigError, type ConfigProblem } from './config/config-error.ts';
export { renderEnvExample } from './config/env-example.ts';
export { loadConfig } from './config/load-config.ts';
export { originUrl } from './config/origin-url.ts';
export { type KeyRules, type ProviderKey, providerKey } from './config/provider-key.ts';
export { type CheckedSettings, type ConfigOf, type ServiceConfig, serviceConfig } from './config/service-config.ts';
export { checkSystemEnvironment, environmentFor } from './config/system-environment.ts';
export { type EventColumn, eventRows } from './db/event-rows.ts';
export { isInfrastructure } from './db/infrastructure-error.ts';
export { sqlFor } from './db/sql-for.ts';
export type { Statement, Tx } from './db/tx.ts';
export {
  type ActOptions,
  type Decision,
  defineEffect,
  type Effect,
  type EffectContext,
  type EmitOptions,
  type Settled,
} from './decide/decision.ts';
export type { Cause, Edge } from './decide/edge.ts';
export { idFrom } from './decide/ids.ts';
export type { EffectResult, FinalOutcome, Outcome } from './effects/outcome.ts';
export { type ErasureScope, type HashedIdentity, identitiesOf, requestErasure } from './erasure/erasure-scope.ts';
export type { Forgettable, ForgettingPreview, KeptRows, PreviewForgetting } from './erasure/forgetting.ts';
export { armFailpoint, type Failpoint, isFailpoint } from './failpoint/failpoint.ts';
export type { Readiness } from './http/built-in-routes.ts';
export { renderOpenApi } from './http/openapi.ts';
export {
  empty,
  eventStream,
  html,
  json,
  type Problem,
  problem,
  redirect,
  withCookie,
  withHeader,
} from './http/reply.ts';
export { type Reply, type ReplyCookie, type Route, type RouteContext, route } from './http/route.ts';
export type { ProblemPage } from './http/send-reply.ts';
export { type HttpOptions, type HttpServer, startHttp } from './http/start-http.ts';
export type { StaticAsset } from './http/static-asset.ts';
export type { EventSource, StreamedEvent } from './http/streamed-event.ts';
export { type Acting, auditAct } from './ops/audit.ts';
export type { BrokerStatus, StreamStatus } from './ops/broker-status.ts';
export type { EventQuery } from './ops/event-reader.ts';
export { connectOperator, type Operator } from './ops/operator.ts';
export type { LinedUp } from './ops/replay-slots.ts';
export type { StoredEvent } from './ops/stored-event.ts';
export {
  type ProvisionedDatabase,
  provisionDatabase,
  type RolePasswords,
  type ServiceToProvision,
} from './provision/database.ts';
export { describeSchema } from './provision/describe-schema.ts';
export { rolesOf, schemaOf } from './provision/names.ts';
export { TENANTLESS_TABLES } from './provision/secure-schema.ts';
export { REPLAY_ID } from './replay/slot.ts';
export { runMain } from './run-main.ts';
export { type RunningService, runService } from './run-service.ts';
export type { Schedule } from './schedules/schedule.ts';
export type { ProviderState, ServiceDefinition } from './service-definition.ts';
export { listenForSignals } from './shutdown/process-signals.ts';
export { createShutdown, type Shutdown } from './shutdown/shutdown.ts';
export { createLogger, type Logger } from './telemetry/logger.ts';
export { observeRuntime, type RuntimeSnapshot } from './telemetry/runtime-metrics.ts';
export {
  currentTraceparent,
  followsFrom,
  inSpan,
  linkingSpan,
  MAX_LINKS,
  type SpanOptions,
} from './telemetry/spans.ts';
export { startTelemetry, type Telemetry } from './telemetry/start-telemetry.ts';
