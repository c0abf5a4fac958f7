import { asNode, nodesIn, parseTree, type SyntaxNode, textOf } from '../tidy/syntax-tree.ts';
import { endOf, importing, inserted, textAt, textsListed, withConstantListed, withListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, kebabName, pascal, spoken } from './names.ts';
import { offState } from './new-effect.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';
import { type ServicePlace, servicePlace } from './service-place.ts';

const SANDBOX = 'packages/provider-sandbox/src';
const SANDBOX_NAMES = `${SANDBOX}/core/provider-names.ts`;
const SANDBOX_APP = `${SANDBOX}/create-sandbox-app.ts`;

/** A port and one vendor behind it. */
interface Adapter {
  /** `email-sender`: the capability. */
  readonly port: string;
  /** The port's file, and the type it exports. */
  readonly portFile: string;
  readonly type: string;
  readonly vendor: string;
  /** `postmark-email`: file of the adapter; `postmarkEmail` its function. */
  readonly file: string;
  readonly create: string;
  /** What the port can be asked to do. */
  readonly methods: readonly string[];
}

/**
 * A vendor behind a port, which is made where there is none: switched off until somebody writes its calls, in the service as in the
 * sandbox. Refuses where the port answers in words of its own: what `off` means there only its author knows.
 */
export function newProvider(house: House, serviceName: string, port: string, vendor: string): Scaffolded {
  const service = servicePlace(house, serviceName);
  kebabName('a port', port);
  kebabName('a provider', vendor);
  const capability = port.split('-').slice(0, -1).join('-');
  if (capability === '') throw new Refusal(`"${port}" is no port: name what it does, as in sms-sender`);
  const portFile = `${service.folder}/src/providers/${port}.ts`;
  const isNewPort = !house.has(portFile);
  if (isNewPort) house.create(portFile, portText(port, vendor));
  const type = pascal(port);
  const methods = methodsOf(house, portFile, type);
  const file = `${vendor}-${capability}`;
  const adapter: Adapter = { port, portFile, type, vendor, file, create: camel(file), methods };
  const path = `${service.folder}/src/providers/${file}.ts`;
  house.create(path, adapterText(adapter));
  if (!isNewPort) widenPort(house, adapter);
  addToSandbox(house, vendor);
  const suite = addToSuite(house, service, adapter);
  house.edit(service.root, (text) => rootWith({ path: service.root, text }, adapter));
  return {
    yours: [
      ...(isNewPort ? [{ path: portFile, what: 'what is asked of the capability, whoever provides it' }] : []),
      { path, what: `the calls to ${spoken(vendor)}: request, answer, every failure as an outcome` },
      { path: sandboxFile(vendor), what: 'the same calls from the other side, and what they refuse' },
      { path: suite, what: 'success, refusal, 429, 5xx, resets, a hang, half an answer' },
      { path: service.root, what: 'constructs it where its key is there, and hands it to its effect' },
    ],
  };
}

function sandboxFile(vendor: string): string {
  return `${SANDBOX}/${vendor}/${vendor}-provider.ts`;
}

function portText(port: string, vendor: string): string {
  const type = pascal(port);
  return `import type { Outcome } from '@loop/runtime';

/** What is asked of the provider once. */
export interface ${type}Order {
  /** Id of the effect, which comes back in the provider's webhooks. */
  readonly reference: string;
}

/** One call with a timeout below 15 s and no retries. Vendor errors are translated, never passed on: they hold credentials. */
export interface ${type} {
  readonly name: '${vendor}';
  ${verbOf(port)}(order: ${type}Order): Promise<Outcome>;
}
`;
}

/** `sms-sender` sends. */
function verbOf(port: string): string {
  return /-(send|read|publish|post|call|find|fetch|print|book|report)er$/.exec(port)?.[1] ?? 'perform';
}

/** The port's methods. Refuses where one answers otherwise than with an outcome. */
function methodsOf(house: House, path: string, type: string): readonly string[] {
  const text = house.read(path);
  const methods = membersOf(path, text, type).filter((member) => member.type === 'TsMethodSignature');
  const own = methods.find((method) => !/:\s*Promise<Outcome>;?$/.test(textAt(text, method)));
  if (methods.length === 0 || own !== undefined) {
    throw new Refusal(
      `${path}: ${type} does not answer with Promise<Outcome> throughout; write the adapter by hand, beside those that are there`,
    );
  }
  return methods.map(({ key }) => textOf(key) ?? '');
}

/** Says in the port that there is one more vendor. */
function widenPort(house: House, { portFile, type, vendor }: Adapter): void {
  house.edit(portFile, (text) => {
    const name = membersOf(portFile, text, type).find(
      (member) => member.type === 'TsPropertySignature' && textOf(member['key']) === 'name',
    );
    const names = asNode(asNode(name?.['typeAnnotation'])?.['typeAnnotation']);
    if (names === undefined) {
      throw new Refusal(`${portFile}: the property \`name\` of ${type} was not found; add '${vendor}' to it by hand`);
    }
    return inserted(text, endOf(names), ` | '${vendor}'`);
  });
}

function membersOf(path: string, text: string, type: string): readonly SyntaxNode[] {
  const declared = parseTree(path, text).nodes.find((node) => {
    return node.type === 'TsInterfaceDeclaration' && textOf(node['id']) === type;
  });
  if (declared === undefined) throw new Refusal(`${path}: the interface ${type} was not found`);
  return nodesIn(asNode(declared['body'])?.['body']);
}

function adapterText({ create, methods, port, type, vendor }: Adapter): string {
  return `import type { Outcome, ProviderState } from '@loop/runtime';
import type { ${type} } from './${port}.ts';

const OFF: Outcome = { outcome: 'not_sent', reason: 'provider_off', breaker: true };

/** ${spoken(vendor)} before anything speaks to it: nothing leaves. What was decided to be sent waits until something does. */
export function ${create}() {
  const state: ProviderState = ${offState(vendor)};
  return { name: '${vendor}', state, ${methods.map((method) => `${method}: async () => OFF`).join(', ')} } satisfies ${type} & {
    readonly state: ProviderState;
  };
}
`;
}

/** The vendor's end in the sandbox: its host is there, and it knows no call. */
function addToSandbox(house: House, vendor: string): void {
  const names = textsListed({ path: SANDBOX_NAMES, text: house.read(SANDBOX_NAMES) }, 'PROVIDER_NAMES');
  if (names.includes(vendor)) throw new Refusal(`The sandbox plays ${vendor} already: write the adapter by hand`);
  const create = `create${pascal(vendor)}Provider`;
  house.create(
    sandboxFile(vendor),
    `import type { Provider } from '../core/operation.ts';
import { problemReply } from '../core/reply.ts';

/** ${spoken(vendor)}, of which the sandbox knows the host name and no call: every one is refused. */
export function ${create}(): Provider {
  return {
    name: '${vendor}',
    hosts: ['${vendor}.localhost'],
    operations: [],
    around: (_operation, _request, produce) => produce(),
    failure: ({ status }) => problemReply(status, '${spoken(vendor)} fails as it was told to'),
    notFound: () => problemReply(404, 'The sandbox knows no such call to ${spoken(vendor)}'),
  };
}
`,
  );
  house.edit(SANDBOX_NAMES, (text) =>
    withConstantListed({ path: SANDBOX_NAMES, text }, 'PROVIDER_NAMES', `'${vendor}'`),
  );
  house.edit(SANDBOX_APP, (text) => {
    const imported = importing({ path: SANDBOX_APP, text }, [create], `./${vendor}/${vendor}-provider.ts`);
    return withConstantListed({ path: SANDBOX_APP, text: imported }, 'providers', `${create}()`);
  });
}

/** The adapter's entry in the contract suite of its port, which is begun where there is none. */
function addToSuite(house: House, { folder }: ServicePlace, adapter: Adapter): string {
  const { create, file, methods, port, vendor } = adapter;
  const path = `${folder}/test/${port}.contract.test.ts`;
  if (!house.has(path)) house.create(path, '');
  house.edit(path, (text) => {
    const withTest = importing({ path, text }, ['expect', 'test'], '@jest/globals');
    const withAdapter = importing({ path, text: withTest }, [create], `../dist/providers/${file}.js`);
    return `${withAdapter}
test('${vendor}: while nothing speaks to it nothing leaves, and what is decided waits', async () => {
  const ${create}Adapter = ${create}();
  expect(${create}Adapter.state).toEqual(${offState(vendor)});
${methods.map((method) => `  expect(await ${create}Adapter.${method}()).toEqual({ outcome: 'not_sent', reason: 'provider_off', breaker: true });`).join('\n')}
});
`;
  });
  return path;
}

/** Constructs the adapter in the composition root; what said that the vendor has none gives way to it. */
function rootWith(code: { readonly path: string; readonly text: string }, { create, file, vendor }: Adapter): string {
  const text = importing(code, [create], `./providers/${file}.ts`);
  const [off, state] = [offState(vendor), `${create}().state`];
  return text.includes(off) ? text.replace(off, state) : withListed({ path: code.path, text }, 'providers', state);
}
