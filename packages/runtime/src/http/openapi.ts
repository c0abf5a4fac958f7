import { z } from 'zod';
import type { ServiceDefinition } from '../service-definition.ts';
import type { Route } from './route.ts';

const MEDIA_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded', raw: '*/*' } as const;

type JsonObject = Readonly<Record<string, unknown>>;

function schemaOf(type: z.ZodType): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  return schema;
}

function parametersOf(place: 'path' | 'query', type: z.ZodType | undefined): JsonObject[] {
  if (type === undefined) return [];
  const schema = schemaOf(type);
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries((schema['properties'] ?? {}) as JsonObject).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

/** Path parameters that no schema describes still stand in the path, and OpenAPI wants each declared. */
function pathParametersOf(route: Route): JsonObject[] {
  const described = parametersOf('path', route.params);
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const missing = names.filter((name) => !described.some((parameter) => parameter['name'] === name));
  return [...described, ...missing.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))];
}

function answerOf({ answers }: Route): JsonObject {
  if (answers === undefined) return {};
  const { $schema: _, ...schema } = z.toJSONSchema(answers, { io: 'output', unrepresentable: 'any' });
  return { content: { 'application/json': { schema } } };
}

function operationOf(route: Route): JsonObject {
  const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', maxLength: 255 } };
  const parameters = [
    ...pathParametersOf(route),
    ...parametersOf('query', route.query),
    ...(route.idempotent ? [key] : []),
  ];
  const media = MEDIA_TYPES[route.reads ?? 'json'];
  const content = { [media]: { schema: route.body === undefined ? {} : schemaOf(route.body) } };
  return {
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.method === 'post' && (route.body !== undefined || route.reads === 'raw')
      ? { requestBody: { required: true, content } }
      : {}),
    responses: {
      '2XX': { description: 'Done', ...answerOf(route) },
      default: {
        description: 'Refused, with a problem document (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:loop:problem:<word>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
  },
};

/** Renders the service's OpenAPI 3.1 document, with a final line break. The same routes give the same text. */
export function renderOpenApi(definition: Pick<ServiceDefinition, 'name' | 'routes'>): string {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of definition.routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  const document = {
    openapi: '3.1.0',
    info: { title: `Customer Loop ${definition.name}`, version: '1' },
    paths,
    components: { schemas: { Problem: problemSchema } },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
