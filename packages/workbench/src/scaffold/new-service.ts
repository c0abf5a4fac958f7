import { withConstantListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, kebabName, quoted, snake, spoken } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';
import { SERVICES_FILE, serviceNames } from './service-place.ts';
import { withComposed } from './with-composed.ts';

const DEPLOYABLES = 'infra/deployables';
const COMPOSE = 'docker-compose.yml';
const ALERTS = 'infra/observability/prometheus/loop-alerts.yml';

/** Words that Postgres keeps for itself (https://www.postgresql.org/docs/17/sql-keywords-appendix.html) or that mean something else here. */
const RESERVED = new Set(
  'all analyse and any array as both case cast check collate column constraint create default desc distinct do else end except fetch for foreign from grant group having in initially into lateral leading limit not null offset on only or order placing primary public references returning select some symmetric table then to trailing true union unique user using variadic when where window with loop'.split(
    ' ',
  ),
);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Project {
  readonly references: readonly { readonly path: string }[];
}

/** One more deployable: it starts, is ready, owns its schema, stream and broker user, and stops. It is told nothing and does nothing yet. */
export function newService(house: House, name: string): Scaffolded {
  kebabName('a service', name);
  refuseTaken(house, name);
  const folder = `services/${name}`;
  const versions = house.read('packages/contracts/package.json');
  for (const [file, text] of Object.entries(filesOf(name, zodIn(versions)))) house.create(`${folder}/${file}`, text);
  house.edit(SERVICES_FILE, (text) => withConstantListed({ path: SERVICES_FILE, text }, 'SERVICES', `'${name}'`));
  listDeployable(house, name);
  house.editJson<Project>('tsconfig.json', (project) => referring(project, folder, `${folder}/test`));
  const services = serviceNames(house);
  house.edit(COMPOSE, (text) => withComposed({ path: COMPOSE, text }, services, name));
  house.edit(ALERTS, (text) => {
    const counted = /(vector\(0\)\) < )\d+/;
    if (!counted.test(text)) throw new Refusal(`${ALERTS}: the count of services was not found; raise it by hand`);
    return text.replace(counted, `$1${services.length}`);
  });
  return {
    yours: [{ path: `${folder}/README.md`, what: 'its job and its failure modes, in 40 lines' }],
    needsInstall: true,
  };
}

function refuseTaken(house: House, name: string): void {
  const taken = ['services', 'packages', 'infra'].map((group) => `${group}/${name}`).find((path) => house.has(path));
  if (taken !== undefined) throw new Refusal(`${taken} exists already`);
  if (RESERVED.has(name)) throw new Refusal(`${quoted(name)} means something else to Postgres or the broker`);
  if (snake(name).length > 40) throw new Refusal(`${quoted(name)} is too long: its roles are named after it`);
}

function listDeployable(house: House, name: string): void {
  const path = `${DEPLOYABLES}/src/deployables.ts`;
  house.edit(path, (text) => {
    const line = `import { config as ${camel(name)}Config, ${camel(name)} } from '@loop/${name}';\n`;
    return withConstantListed(
      { path, text: line + text },
      'DEPLOYABLES',
      `deployable(${camel(name)}Config, ${camel(name)})`,
    );
  });
  house.editJson<Manifest>(`${DEPLOYABLES}/package.json`, (manifest) => ({
    ...manifest,
    dependencies: Object.fromEntries(
      [...Object.entries(manifest.dependencies), [`@loop/${name}`, 'workspace:*'] as const].sort(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    ),
  }));
  house.editJson<Project>(`${DEPLOYABLES}/tsconfig.json`, (project) => referring(project, `../../services/${name}`));
}

function referring(project: Project, ...paths: readonly string[]): Project {
  return { ...project, references: [...project.references, ...paths.map((path) => ({ path }))] };
}

function zodIn(manifest: string): string {
  const { zod } = (JSON.parse(manifest) as Manifest).dependencies;
  if (zod === undefined) throw new Refusal('packages/contracts/package.json does not say which zod we use');
  return zod;
}

function filesOf(name: string, zod: string): Readonly<Record<string, string>> {
  const define = camel(name);
  return {
    'package.json': json({
      name: `@loop/${name}`,
      version: '0.0.0',
      private: true,
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      dependencies: { '@loop/contracts': 'workspace:*', '@loop/runtime': 'workspace:*', zod },
      devDependencies: { '@loop/testkit': 'workspace:*' },
    }),
    'tsconfig.json': json(projectOf('../../', 'src', 'dist', ['../../packages/contracts', '../../packages/runtime'])),
    'test/tsconfig.json': json(
      projectOf('../../../', '.', '../dist-test', [
        '..',
        ...['contracts', 'runtime', 'testkit'].map((each) => `../../../packages/${each}`),
      ]),
    ),
    'README.md': readmeText(name),
    'src/index.ts': `export { config } from './config.ts';\nexport { ${define} } from './service.ts';\n`,
    'src/main.ts': `import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { ${define} } from './service.ts';

await runMain(config, ${define});
`,
    'src/config.ts': `import { serviceConfig } from '@loop/runtime';

/** What ${name} reads from the environment: the base settings only; it calls nobody. */
export const config = serviceConfig('${name}', {});
`,
    'src/service.ts': rootText(name),
    [`test/${name}.test.ts`]: testText(name),
  };
}

function projectOf(toRoot: string, rootDir: string, outDir: string, references: readonly string[]): object {
  return {
    extends: `${toRoot}tsconfig.base.json`,
    compilerOptions: { rootDir, outDir },
    include: rootDir === '.' ? ['**/*.ts', '**/*.tsx'] : [rootDir],
    references: references.map((path) => ({ path })),
  };
}

function json(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function readmeText(name: string): string {
  return `# ${spoken(name)}

Does nothing yet. It starts, says that it is ready, and stops; it owns the Postgres schema \`${snake(name)}\`, the stream
\`${snake(name).toUpperCase()}\` and the broker user \`${name}\`, all of which are empty.

## When things go wrong

- The database or the broker is away: \`/readyz\` answers 503, and it is ready again by itself.
`;
}

function rootText(name: string): string {
  return `import { fileURLToPath } from 'node:url';
import type { ConfigOf, ServiceDefinition } from '@loop/runtime';
import type { config } from './config.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from \`src\` or from \`dist\`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** The ${name} service: is told nothing and does nothing yet. */
export function ${camel(name)}(_settings: ConfigOf<typeof config>): ServiceDefinition {
  return {
    name: '${name}',
    migrations: MIGRATIONS,
    handlers: [],
    effects: [],
    routes: [],
    responders: [],
    providers: [],
  };
}
`;
}

function testText(name: string): string {
  const define = camel(name);
  return `import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config, ${define} } from '@loop/${name}';
import { TestSystem } from '@loop/testkit';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open();
});

afterAll(() => system.close());

test('${name} starts, is ready, and stops when it is told to', async () => {
  const service = await system.start(${define}(system.settingsOf(config)));
  expect((await fetch(\`\${service.url}/readyz\`)).status).toBe(200);
  expect(await system.ask('${name}', 'status', {})).toMatchObject({ ok: { ready: true, held: 0 } });
  await service.stop();
  await expect(fetch(\`\${service.url}/livez\`)).rejects.toThrow();
  expect(service.fatal()).toBeUndefined();
});

test("${name}'s login reads its own schema and no other", async () => {
  const allowed = await system.sql(
    "SELECT has_schema_privilege('${snake(name)}_app', oid, 'USAGE') AS may FROM pg_namespace WHERE nspname IN ('${snake(name)}', 'payments') ORDER BY nspname = '${snake(name)}'",
  );
  expect(allowed).toEqual([{ may: false }, { may: true }]);
});
`;
}
