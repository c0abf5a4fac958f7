export { type EventHandler, type Handling, type HandlerOptions, type NotYet, notYet, on } from './bus/handler.ts';
export { type Answer, type Refusal, respond, type RespondContext, type Responder } from './bus/responder.ts';
export { sqlFor } from './db/sql-for.ts';
export type { Statement, Tx } from './db/tx.ts';
export { idFrom } from './decide/ids.ts';
export type { ActOptions, Decision, EmitOptions, Payload } from './decide/decision.ts';
export type { Cause, Edge } from './decide/edge.ts';
export {
  defineEffect,
  type Effect,
  type EffectContext,
  type EffectResult,
  type FinalOutcome,
  type Outcome,
  type Settled,
} from './effects/effect.ts';
export { type Reply, type ReplyCookie, type Route, route, type RouteContext } from './http/route.ts';
export type { ProviderState, ServiceDefinition } from './service-definition.ts';
