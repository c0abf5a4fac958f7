import { type EventDefinition, everyVersion, type RequestDefinition } from './define.ts';
import { eventJsonSchema, type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { EVENTS } from './registry.ts';
import { OPS_COMMANDS, REQUESTS } from './request-registry.ts';

type Json = Readonly<Record<string, unknown>>;

const uuidHeader = { type: 'string', format: 'uuid' };

/** CloudEvents attributes and our extensions, as every event carries them. */
const eventHeaders = {
  type: 'object',
  required: [
    'Nats-Msg-Id',
    'ce-specversion',
    'ce-id',
    'ce-type',
    'ce-source',
    'ce-time',
    'ce-subject',
    'ce-tenantid',
    'ce-correlationid',
    'ce-causationid',
  ],
  properties: {
    'Nats-Msg-Id': {
      ...uuidHeader,
      description: 'The event id again: the broker drops what it has within 20 minutes.',
    },
    'ce-specversion': { type: 'string', const: '1.0' },
    'ce-id': { ...uuidHeader, description: 'Derived from the cause: the same cause gives the same id.' },
    'ce-type': { type: 'string', description: 'Subject and version: opportunity.found.v1' },
    'ce-source': { type: 'string', description: 'The publishing service' },
    'ce-time': { type: 'string', format: 'date-time', description: 'Domain time of the decision' },
    'ce-subject': { type: 'string', description: 'Id of the aggregate, percent-encoded' },
    'ce-tenantid': uuidHeader,
    'ce-correlationid': { ...uuidHeader, description: 'One id from the opportunity found to the contract completed' },
    'ce-causationid': { type: 'string', description: 'What caused the event' },
    'ce-sequence': { type: 'string', description: 'Version of the aggregate' },
    traceparent: { type: 'string', description: 'W3C trace context' },
  },
};

function entries<T>(items: readonly T[], entry: (item: T) => readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(items.flatMap(entry));
}

/** The current version goes by its subject; those before it are still in the streams, and are read. */
function messageName(version: EventDefinition, event: EventDefinition): string {
  return version === event ? event.subject : `${event.subject}.v${version.version}`;
}

function eventChannel(event: EventDefinition): readonly (readonly [string, Json])[] {
  const names = everyVersion(event).map((version) => messageName(version, event));
  const messages = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
  return [[event.subject, { address: event.subject, messages }]];
}

function eventOperations(event: EventDefinition): readonly (readonly [string, Json])[] {
  const channel = { $ref: `#/channels/${event.subject}` };
  const sends = [`${event.publisher}.publishes.${event.subject}`, { action: 'send', channel }] as const;
  const receives = event.consumers.map(
    (consumer) => [`${consumer}.consumes.${event.subject}`, { action: 'receive', channel }] as const,
  );
  return [sends, ...receives];
}

/** The schema without its dialect, which the message names already. */
function payloadOf(schema: JsonSchema): JsonSchema {
  const { $schema, ...payload } = schema;
  return $schema === undefined ? schema : payload;
}

function eventMessages(event: EventDefinition): readonly (readonly [string, Json])[] {
  return everyVersion(event).map((version) => {
    const message = {
      name: `${version.subject}.v${version.version}`,
      contentType: 'application/json',
      headers: { $ref: '#/components/schemas/event-headers' },
      payload: payloadOf(eventJsonSchema(version)),
      'x-loop-key': version.key,
      'x-loop-personal': version.personal,
    };
    return [messageName(version, event), message];
  });
}

/** A request and who speaks in it. All services' requests of one ops command are one channel with a parameter. */
interface Exchange {
  readonly name: string;
  readonly address: string;
  readonly parameters?: Json;
  readonly askers: readonly string[];
  readonly answerer: string;
  readonly request: RequestDefinition;
}

function exchanges(): readonly Exchange[] {
  const between = REQUESTS.filter((request) => !request.subject.startsWith('ops.')).map((request) => ({
    name: request.subject,
    address: request.subject,
    askers: request.requesters,
    answerer: request.responder,
    request,
  }));
  const commands = OPS_COMMANDS.flatMap((command) => {
    const [first] = command.services;
    if (first === undefined) return [];
    const name = `ops.${command.command}`;
    const address = `ops.{service}.${command.command}`;
    const parameters = { service: { enum: command.services } };
    return [{ name, address, parameters, askers: ['loop'], answerer: 'service', request: command.request(first) }];
  });
  return [...between, ...commands];
}

function exchangeChannels(exchange: Exchange): readonly (readonly [string, Json])[] {
  const ref = (name: string) => ({ [name]: { $ref: `#/components/messages/${name}` } });
  const { name, address, parameters } = exchange;
  const asked = { address, ...(parameters === undefined ? {} : { parameters }), messages: ref(`${name}.request`) };
  return [
    [name, asked],
    [`${name}.reply`, { address: null, messages: ref(`${name}.reply`) }],
  ];
}

function exchangeOperations(exchange: Exchange): readonly (readonly [string, Json])[] {
  const channel = { $ref: `#/channels/${exchange.name}` };
  const reply = { channel: { $ref: `#/channels/${exchange.name}.reply` } };
  const asks = exchange.askers.map(
    (asker) => [`${asker}.asks.${exchange.name}`, { action: 'send', channel, reply }] as const,
  );
  return [...asks, [`${exchange.answerer}.answers.${exchange.name}`, { action: 'receive', channel, reply }]];
}

function exchangeMessages(exchange: Exchange): readonly (readonly [string, Json])[] {
  const { input, output, refusals } = exchange.request;
  return [
    [`${exchange.name}.request`, { contentType: 'application/json', payload: payloadOf(jsonSchemaOf(input)) }],
    [
      `${exchange.name}.reply`,
      { contentType: 'application/json', payload: payloadOf(jsonSchemaOf(output)), 'x-loop-refusals': refusals },
    ],
  ];
}

/** The text of `docs/asyncapi.json`: the system in AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
export function renderAsyncApi(): string {
  const asked = exchanges();
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Customer Loop', version: '1.0.0', description: 'Every event and request between the services.' },
    defaultContentType: 'application/json',
    channels: { ...entries(EVENTS, eventChannel), ...entries(asked, exchangeChannels) },
    operations: { ...entries(EVENTS, eventOperations), ...entries(asked, exchangeOperations) },
    components: {
      messages: { ...entries(EVENTS, eventMessages), ...entries(asked, exchangeMessages) },
      schemas: { 'event-headers': eventHeaders },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
