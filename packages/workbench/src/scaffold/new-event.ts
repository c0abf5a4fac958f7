import { createHash } from 'node:crypto';
import { declaredEvent } from './declared-event.ts';
import { importing, withConstantListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, eventSubject, quoted, spoken } from './names.ts';
import { addHandler } from './new-handler.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';
import { servicePlace } from './service-place.ts';

const REGISTRY = 'packages/contracts/src/registry.ts';
const BARREL = 'packages/contracts/src/index.ts';

/** Version 1 of a new event: its contract with the key alone, a sample, and a handler in each service that is told of it. */
export function newEvent(
  house: House,
  publisher: string,
  subject: string,
  { key, consumers }: { readonly key: string; readonly consumers: readonly string[] },
): Scaffolded {
  const { name, folder } = servicePlace(house, publisher);
  const declared = declaredEvent(house, eventSubject(subject));
  if (declared !== undefined) throw new Refusal(`${subject} exists already: ${declared.path}`);
  const told = consumers.map((each) => servicePlace(house, each));
  if (told.some((each) => each.name === name)) throw new Refusal(`${name} publishes ${subject} and is not told of it`);
  const twice = consumers.find((each, at) => consumers.indexOf(each) !== at);
  if (twice !== undefined) throw new Refusal(`${twice} is named twice among the consumers`);
  const property = keyProperty(key);
  const contract = declare(house, name, subject, property, consumers);
  const sample = `packages/contracts/samples/${subject}.v1.json`;
  house.create(sample, `${JSON.stringify({ [property]: inventedId(subject) }, undefined, 2)}\n`);
  const domain = `${folder}/src/domain`;
  return {
    yours: [
      { path: contract, what: 'the rest of the payload, what of it is personal, and what the event says' },
      { path: sample, what: 'the same, with invented people; frozen once it is published' },
      { path: `${domain}/<rule>.ts`, what: `when it happens; \`emit(${camel(subject)}, …)\` where that is decided` },
      { path: `${domain}/<rule>.test.ts`, what: 'the rule, as a pure function' },
      ...told.flatMap((service) => addHandler(house, service, { subject, publisher: name })),
    ],
  };
}

/** Declares the event with the others of its publisher. Returns the contract's file. */
function declare(
  house: House,
  publisher: string,
  subject: string,
  property: string,
  consumers: readonly string[],
): string {
  const path = `packages/contracts/src/${publisher}.ts`;
  if (!house.has(path)) registerPublisher(house, publisher, path);
  const list = consumers.map((each) => `'${each}'`).join(', ');
  house.edit(path, (text) => {
    const withId = importing({ path, text }, ['id'], './fields.ts');
    return `${withId}
/** ${spoken(subject)}. */
export const ${camel(subject)} = defineEvent({
  subject: '${subject}',
  version: 1,
  publisher: '${publisher}',
  consumers: [${list}],
  key: '${property}',
  personal: [],
  schema: z.object({ ${property}: id }),
});
`;
  });
  return path;
}

/** The first event of a service brings the file of its events, and two lines that name it. */
function registerPublisher(house: House, publisher: string, path: string): void {
  house.create(path, "import { z } from 'zod';\nimport { defineEvent } from './define.ts';\n");
  house.edit(BARREL, (text) => `${text}export * from './${publisher}.ts';\n`);
  house.edit(REGISTRY, (text) => {
    const last = text.lastIndexOf('\nimport ');
    if (last === -1) throw new Refusal(`${REGISTRY}: the imports were not found; add ./${publisher}.ts by hand`);
    const line = `\nimport * as ${camel(publisher)} from './${publisher}.ts';`;
    return withConstantListed(
      { path: REGISTRY, text: text.slice(0, last) + line + text.slice(last) },
      'EVENTS',
      camel(publisher),
    );
  });
}

function keyProperty(key: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(key)) {
    throw new Refusal(`${quoted(key)} is no key: name the aggregate in camelCase, as in listing or codeRequest`);
  }
  return key.endsWith('Id') ? key : `${key}Id`;
}

/** A UUID of version 8 that is the same every time. */
function inventedId(subject: string): string {
  const digits = createHash('sha256').update(subject).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
