import { importing, withListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, kebabName, quoted } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';
import { type ServicePlace, servicePlace } from './service-place.ts';

interface Endpoint {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly params: readonly string[];
}

/** An endpoint that is served and documented, and refuses: 501 (RFC 9110 §15.6.2) until it does something. */
export function newRoute(house: House, serviceName: string, method: string, path: string): Scaffolded {
  const service = servicePlace(house, serviceName);
  const endpoint = endpointOf(method, path);
  refuseServed(house, service, endpoint);
  const file = fileOf(endpoint);
  const name = camel(file);
  const route = `${service.folder}/src/routes/${file}.ts`;
  const test = `${service.folder}/test/${file}.test.ts`;
  house.create(route, routeText(endpoint, name));
  house.create(test, testText(service, endpoint));
  house.edit(service.root, (text) => {
    const imported = importing({ path: service.root, text }, [name], `./routes/${file}.ts`);
    return withListed({ path: service.root, text: imported }, 'routes', name);
  });
  return {
    yours: [
      { path: route, what: 'what it takes, who may call it, and what it answers' },
      { path: test, what: 'what a caller sees, over HTTP' },
      { path: service.root, what: 'hands the route what it needs' },
    ],
  };
}

function endpointOf(given: string, path: string): Endpoint {
  const method = given.toLowerCase();
  if (method !== 'get' && method !== 'post') throw new Refusal(`${quoted(given)} is no method of ours: GET or POST`);
  if (!/^(\/(:[a-z][A-Za-z]*|[a-z0-9]+(-[a-z0-9]+)*))+$/.test(path)) {
    throw new Refusal(`${quoted(path)} is no path: lower-case words and :parameters, as in /deal/:contractId/extend`);
  }
  const params = [...path.matchAll(/:(\w+)/g)].map(([, param = '']) => param);
  return { method, path, params };
}

function fileOf({ method, path }: Endpoint): string {
  const words = path.split('/').filter((part) => part !== '' && !part.startsWith(':'));
  if (words.length === 0) throw new Refusal(`${quoted(path)} names nothing: give it a word besides its parameters`);
  return kebabName('a route', [method, ...words].join('-'));
}

function refuseServed(house: House, { folder, name }: ServicePlace, { method, path }: Endpoint): void {
  const there = house.list(`${folder}/src/routes`, '.ts').find((file) => {
    const text = house.read(file);
    return text.includes(`method: '${method}'`) && text.includes(`path: '${path}'`);
  });
  if (there !== undefined) throw new Refusal(`${name} serves ${method.toUpperCase()} ${path} already: ${there}`);
}

function routeText({ method, params, path }: Endpoint, name: string): string {
  const needsZod = params.length > 0 || method === 'post';
  const shape = params.map((param) => `${param}: z.guid()`).join(', ');
  return `import { problem, route } from '@loop/runtime';
${needsZod ? "import { z } from 'zod';\n" : ''}
/** Declared, and refused until it does something. */
export const ${name} = route({
  method: '${method}',
  path: '${path}',
  summary: 'Not built yet',${params.length > 0 ? `\n  params: z.object({ ${shape} }),` : ''}${method === 'post' ? '\n  body: z.object({}),' : ''}
  handle: async () => problem(501, 'not_built', 'Not built yet', 'This address is declared and does nothing yet'),
});
`;
}

function testText({ define, name, schema }: ServicePlace, { method, params, path }: Endpoint): string {
  const called = path.replace(/:\w+/g, () => '${' + 'randomUUID()}');
  const posted = `, {\n    method: 'POST',\n    headers: { 'content-type': 'application/json' },\n    body: '{}',\n  }`;
  return `${params.length > 0 ? "import { randomUUID } from 'node:crypto';\n" : ''}import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config, ${define} } from '@loop/${name}';
import { type TestService, TestSystem } from '@loop/testkit';

let system: TestSystem;
let service: TestService;

beforeAll(async () => {
  system = await TestSystem.open();
  service = await system.start(${define}(system.settingsOf(config)));
});

afterAll(() => system.close());

test('${method.toUpperCase()} ${path} is refused as not built, and decides nothing', async () => {
  const response = await fetch(\`\${service.url}${called}\`${method === 'post' ? posted : ''});
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({ type: 'urn:loop:problem:not_built' });
  expect(await system.sql('SELECT 1 FROM ${schema}.outbox UNION ALL SELECT 1 FROM ${schema}.effects')).toEqual([]);
});
`;
}
