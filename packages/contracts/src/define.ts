import type { z } from 'zod';
import type { ServiceName } from './services.ts';

/** What of an event is fixed when it is declared; everything else about it is generated from this. */
export interface EventDefinition<S extends z.ZodObject = z.ZodObject> {
  /** Two words, past tense: `opportunity.found`. It is the NATS subject as well. */
  readonly subject: string;
  /** Current version. Published versions are never edited; {@link nextVersion} declares a new one. */
  readonly version: number;
  readonly publisher: ServiceName;
  readonly consumers: readonly ServiceName[];
  /** Property of the payload that names the aggregate: `opportunityId`. */
  readonly key: string;
  /** Dotted paths of payload properties that hold personal data; `[]` steps into an array. Logs redact them. */
  readonly personal: readonly string[];
  readonly schema: S;
  /** The definition of `version - 1`, kept for ever; absent on version 1. */
  readonly previous?: EventDefinition;
  /** Turns a parsed payload of `version - 1` into one of `version`; absent on version 1. */
  readonly upcast?: (previous: unknown) => unknown;
}

/** Payload type of an event definition. */
export type PayloadOf<D extends EventDefinition> = z.output<D['schema']>;

/**
 * CloudEvents 1.0 attributes (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) and our extensions,
 * as they travel in `ce-` headers, plus the parsed payload.
 */
export interface EventEnvelope<T = unknown> {
  /** UUIDv5 derived from the event's cause, so that the same cause gives the same event again. */
  readonly id: string;
  readonly subject: string;
  readonly version: number;
  readonly publisher: ServiceName;
  /** Domain time of the decision, ISO 8601 UTC. Data, never used for ordering. */
  readonly time: string;
  /** Id of the aggregate the event is about. */
  readonly key: string;
  readonly tenantId: string;
  /** One id from the opportunity found to the contract completed. */
  readonly correlationId: string;
  /** Id of what caused this event: an event, a request, an effect's attempt, a provider's event. */
  readonly causationId: string;
  /** Version of the aggregate, where the publisher counts one; projections compare it. */
  readonly sequence: number | null;
  /** W3C trace context of the deciding span. */
  readonly traceparent: string | null;
  readonly data: T;
}

/**
 * Declares one event, in the file of the publishing service; {@link nextVersion} declares its later versions.
 * Throws when the subject is not two lower-case words, the key is not a property of the schema, or a later version does
 * not bring the one before it, of the same publisher and key, and an upcast: a bug, found at load.
 */
export function defineEvent<S extends z.ZodObject>(definition: EventDefinition<S>): EventDefinition<S> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(definition.subject)) {
    throw new Error(`Event subject "${definition.subject}" is not two lower-case words`);
  }
  if (!(definition.key in definition.schema.shape)) {
    throw new Error(`Event ${definition.subject} has no property "${definition.key}" to be its key`);
  }
  const { previous, upcast, version } = definition;
  const isSame = previous?.subject === definition.subject && previous.publisher === definition.publisher;
  const follows = isSame && previous.key === definition.key && previous.version === version - 1 && upcast !== undefined;
  if (version === 1 ? previous !== undefined || upcast !== undefined : !follows) {
    throw new Error(`Event ${definition.subject} version ${version} does not follow from the version before it`);
  }
  return Object.freeze(definition);
}

/** What a later version of an event says anew; the rest stays as it was. */
export interface NextVersion<P extends EventDefinition, S extends z.ZodObject> {
  readonly schema: S;
  /** Says what a payload of the version before, already parsed, means in this one. */
  readonly upcast: (before: PayloadOf<P>) => z.input<S>;
  readonly consumers?: readonly ServiceName[];
  readonly personal?: readonly string[];
}

/**
 * Declares the version of an event that follows `previous`, which stays beside it for ever and is not exported: whoever reads
 * the event gets the new one. Subject, publisher and key do not change; another key is another event.
 */
export function nextVersion<P extends EventDefinition, S extends z.ZodObject>(
  previous: P,
  next: NextVersion<P, S>,
): EventDefinition<S> {
  const upcast = (before: unknown): unknown => next.upcast(before as PayloadOf<P>);
  return defineEvent({ ...previous, ...next, version: previous.version + 1, previous, upcast });
}

/** An event and the versions before it, newest first. */
export function everyVersion(event: EventDefinition): readonly EventDefinition[] {
  return event.previous === undefined ? [event] : [event, ...everyVersion(event.previous)];
}

/** Who can make a request: a service, or the operator's command. */
export type Requester = ServiceName | 'loop';

/** A typed request over NATS: what may be asked, of whom, and the two ways it can be answered. */
export interface RequestDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** NATS subject, `payments.open_checkout`. */
  readonly subject: string;
  /** The service that answers. */
  readonly responder: ServiceName;
  /** Who may ask: services, or `loop`, the operator's command. */
  readonly requesters: readonly Requester[];
  readonly timeoutMs: number;
  /** Every instance of the responder answers, for itself; absent: one of them. */
  readonly everyInstance?: true;
  readonly input: I;
  readonly output: O;
  /** The refusals' types, as in a problem document; every refusal carries one of them and a sentence. */
  readonly refusals: readonly string[];
}

/** What a requester sends. */
export type InputOf<R extends RequestDefinition> = z.output<R['input']>;

/** What a responder answers when it does not refuse. */
export type OutputOf<R extends RequestDefinition> = z.output<R['output']>;

/** Declares one request. Returns it frozen. */
export function defineRequest<I extends z.ZodType, O extends z.ZodType>(
  definition: RequestDefinition<I, O>,
): RequestDefinition<I, O> {
  return Object.freeze(definition);
}
