import { importing, withListCast, withListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, kebab, kebabName, snakeName, spoken } from './names.ts';
import type { Scaffolded } from './scaffolded.ts';
import { type ServicePlace, servicePlace } from './service-place.ts';

/**
 * An effect that nobody performs yet: it answers what the effects of a provider without keys answer, and `loop status` says so. A
 * provider the service has already keeps its breaker closed: its other effects go on.
 */
export function newEffect(house: House, serviceName: string, name: string, vendor: string): Scaffolded {
  const service = servicePlace(house, serviceName);
  snakeName('an effect', name);
  kebabName('a provider', vendor);
  const isKnown = [service.root, ...house.list(`${service.folder}/src/providers`, '.ts')].some((each) =>
    house.read(each).includes(`'${vendor}'`),
  );
  const file = kebab(name);
  const path = `${service.folder}/src/effects/${file}.ts`;
  const test = `${service.folder}/test/${file}.test.ts`;
  house.create(path, effectText(service, name, vendor, isKnown));
  house.create(test, testText(service, name, vendor, isKnown));
  house.edit(service.root, (before) => {
    const at = (text: string) => ({ path: service.root, text });
    const imported = importing(at(before), [camel(name)], `./effects/${file}.ts`);
    const listed = withListed(at(imported), 'effects', camel(name));
    const cast = withListCast(at(listed), 'effects', "ServiceDefinition['effects']");
    return isKnown ? cast : withListed(at(cast), 'providers', offState(vendor));
  });
  return {
    yours: [
      { path, what: 'its intent, the one call, and what follows from each outcome' },
      { path: test, what: 'every outcome, and the same key decided on twice' },
      { path: service.root, what: 'hands the effect its port, and the effect to whoever decides on it' },
    ],
  };
}

/** The state of a provider that nobody can call yet, as it stands in the list. */
export function offState(vendor: string): string {
  return `{ provider: '${vendor}', state: 'off', missing: ['an adapter'] }`;
}

function effectText({ name: service }: ServicePlace, name: string, vendor: string, isKnown: boolean): string {
  const outcome = isKnown ? "reason: 'not_built'" : "reason: 'provider_off', breaker: true";
  return `import { defineEffect } from '@loop/runtime';
import { z } from 'zod';

/** Nothing in ${service} calls ${spoken(vendor)} for it yet: nothing leaves, and what is decided waits. */
export const ${camel(name)} = defineEffect({
  name: '${name}',
  provider: '${vendor}',
  intent: z.object({ reference: z.guid() }),
  perform: async () => ({ outcome: 'not_sent', ${outcome} }),
});
`;
}

function testText(
  { define, name: service, schema }: ServicePlace,
  name: string,
  vendor: string,
  isKnown: boolean,
): string {
  return `import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config, ${define} } from '@loop/${service}';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { ${camel(name)} } from '../dist/effects/${kebab(name)}.js';

let system: TestSystem;
let service: TestService;

beforeAll(async () => {
  system = await TestSystem.open();
  service = await system.start(${define}(system.settingsOf(config)));
});

afterAll(() => system.close());

test('while nobody calls ${spoken(vendor)} for it nothing is sent, and what is decided twice waits once', async () => {
  const reference = randomUUID();
  for (const cause of ['first', 'second']) {
    await service.edge.decide(DEFAULT_TENANT_ID, { cause }, (decision) =>
      decision.act(${camel(name)}, { reference }, { key: reference }),
    );
  }
  await settle(async () =>
    expect(await system.sql("SELECT state, reason FROM ${schema}.effects WHERE name = '${name}'")).toEqual([
      { state: 'ready', reason: '${isKnown ? 'not_built' : 'provider_off'}' },
    ]),
  );
});
`;
}
