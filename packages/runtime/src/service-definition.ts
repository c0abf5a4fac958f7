import type { ServiceName } from '@loop/contracts';
import type { EventHandler } from './bus/handler.ts';
import type { Responder } from './bus/responder.ts';
import type { Effect } from './decide/decision.ts';
import type { Edge } from './decide/edge.ts';
import type { CallRates } from './effects/call-budget.ts';
import type { PreviewForgetting } from './erasure/forgetting.ts';
import type { Route } from './http/route.ts';
import type { ProblemPage } from './http/send-reply.ts';
import type { StaticAsset } from './http/static-asset.ts';
import type { Schedule } from './schedules/schedule.ts';

/**
 * A service: explicit lists of what it handles, does, serves and answers. There is no discovery of any kind.
 * `runService` refuses to start when a subject that the registry sends to this service has no handler.
 */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Folder of its migrations, `src/migrations`; a service that finds its schema behind does not start. */
  readonly migrations: string;
  readonly handlers: readonly EventHandler[];
  readonly effects: readonly Effect[];
  /** Calls a second that a provider may get from all instances together; one that is missing is not limited. */
  readonly callRates?: CallRates;
  readonly routes: readonly Route[];
  readonly responders: readonly Responder[];
  /** What it decides of its own accord, again and again. */
  readonly schedules?: readonly Schedule[];
  /** Counts what its handler of `contact.forgotten` would erase in its own tables, and names what would stay. */
  readonly previewForgetting?: PreviewForgetting;
  /** Which providers this service has, and in which state, for `loop status`. */
  readonly providers: readonly ProviderState[];
  /** Where clients reach the service, when they do; over https it gets HSTS. */
  readonly publicUrl?: string | undefined;
  /** Style sheets, scripts and pictures, each under a path that holds a hash of it. */
  readonly assets?: readonly StaticAsset[];
  /** Shows a problem (404, 429, 500, …) to a browser; without it everybody gets the problem document. */
  readonly problemPage?: ProblemPage;
  /** Called once everything is connected; for what a service does of its own accord. */
  started?(edge: Edge): Promise<void>;
}

/** State of one provider in one service. `off` names what is missing. */
export type ProviderState =
  | { readonly provider: string; readonly state: 'sandbox' | 'test' | 'live' }
  | { readonly provider: string; readonly state: 'off'; readonly missing: readonly string[] };
