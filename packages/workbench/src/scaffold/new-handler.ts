import { addConsumer, type DeclaredEvent, declaredEvent } from './declared-event.ts';
import { importing, withListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, eventSubject, kebab, pascal, snake } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded, YourFile } from './scaffolded.ts';
import { type ServicePlace, servicePlace } from './service-place.ts';

/** Has one more service told of an event that there is. */
export function newHandler(house: House, serviceName: string, subject: string): Scaffolded {
  const service = servicePlace(house, serviceName);
  const event = declaredEvent(house, eventSubject(subject));
  if (event === undefined) throw new Refusal(`No contract declares ${subject}: \`pnpm new event\` makes one`);
  if (event.publisher === service.name) throw new Refusal(`${service.name} publishes ${subject} and is not told of it`);
  const yours = addHandler(house, service, event);
  if (event.consumers.includes(service.name)) return { yours };
  addConsumer(house, event, service.name);
  return { yours: [{ path: event.path, what: `read that ${service.name} may know all that is in it` }, ...yours] };
}

/** Makes a service's handler of an event, its test, and its line in the list; the contract is somebody else's business. */
export function addHandler(
  house: House,
  service: ServicePlace,
  event: Pick<DeclaredEvent, 'subject' | 'publisher'>,
): readonly YourFile[] {
  const constant = camel(event.subject);
  refuseHandled(house, service, constant);
  const name = `on${pascal(event.subject)}`;
  const file = `on-${kebab(event.subject)}`;
  const path = `${service.folder}/src/handlers/${file}.ts`;
  const test = `${service.folder}/test/${file}.test.ts`;
  house.create(path, handlerText(service, name, constant));
  house.create(test, testText(service, event, constant));
  house.edit(service.root, (text) => {
    const imported = importing({ path: service.root, text }, [name], `./handlers/${file}.ts`);
    return withListed({ path: service.root, text: imported }, 'handlers', name);
  });
  return [
    { path, what: 'what follows from the event: load, decide, save, emit' },
    { path: test, what: 'what it means for the business, doubled and in every order' },
    { path: service.root, what: 'hands the handler what it needs' },
  ];
}

function refuseHandled(house: House, { folder, name }: ServicePlace, constant: string): void {
  const handled = new RegExp(`\\b${constant}\\b`);
  const there = house.list(`${folder}/src/handlers`, '.ts').find((path) => handled.test(house.read(path)));
  if (there !== undefined) throw new Refusal(`${name} handles it already: ${there}`);
}

function handlerText({ name: service }: ServicePlace, name: string, constant: string): string {
  return `import { ${constant} } from '@loop/contracts';
import { on } from '@loop/runtime';

/** Taken note of in the inbox; nothing in ${service} follows from it. */
export const ${name} = on(${constant}, async () => undefined);
`;
}

function testText(
  { define, name, schema }: ServicePlace,
  { publisher, subject }: Pick<DeclaredEvent, 'subject' | 'publisher'>,
  constant: string,
): string {
  return `import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ${constant} } from '@loop/contracts';
import { config, ${define} } from '@loop/${name}';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { samplePayload, settle, TestSystem } from '@loop/testkit';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open();
  await system.start(${define}(system.settingsOf(config)));
});

afterAll(() => system.close());

test('${subject} is taken once, however often it is delivered, and nothing follows from it', async () => {
  const id = randomUUID();
  const payload = samplePayload(${constant});
  for (let copy = 0; copy < 3; copy++) await system.publish(${constant}, payload, DEFAULT_TENANT_ID, { id });
  await settle(async () => expect(await system.tap.lag('${snake(publisher).toUpperCase()}', '${name}')).toBe(0));
  expect(await system.sql('SELECT 1 FROM ${schema}.inbox WHERE event_id = $1', [id])).toHaveLength(1);
  expect(await system.sql('SELECT 1 FROM ${schema}.dead_letters')).toEqual([]);
  expect(await system.sql('SELECT 1 FROM ${schema}.effects UNION ALL SELECT 1 FROM ${schema}.outbox')).toEqual([]);
});
`;
}
