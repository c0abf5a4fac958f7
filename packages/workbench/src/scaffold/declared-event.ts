import { asNode, parseTree, type SyntaxNode, textOf } from '../tidy/syntax-tree.ts';
import { propertiesOf, withElement } from './edit-syntax.ts';
import type { House } from './house.ts';
import { Refusal } from './refusal.ts';

/** An event as its contract declares it. */
export interface DeclaredEvent {
  /** File of its contract. */
  readonly path: string;
  readonly subject: string;
  readonly version: number;
  readonly publisher: string;
  readonly consumers: readonly string[];
}

const CONTRACTS = 'packages/contracts/src';

/** The current version of an event, or undefined when no contract declares one. */
export function declaredEvent(house: House, subject: string): DeclaredEvent | undefined {
  return declarations(house, subject).sort((a, b) => b.version - a.version)[0];
}

/** Adds a service to those an event goes to. Refuses where the contract does not say them in a list. */
export function addConsumer(house: House, { path, subject, version }: DeclaredEvent, consumer: string): void {
  house.edit(path, (text) => {
    const declaration = objectsIn(path, text).find((object) => {
      return textOf(object.get('subject')) === subject && numberOf(object.get('version')) === version;
    });
    const list = declaration?.get('consumers');
    if (list?.type !== 'ArrayExpression') {
      throw new Refusal(`${path}: the list \`consumers\` of ${subject} was not found; add '${consumer}' there by hand`);
    }
    return withElement({ path, text }, list, `'${consumer}'`);
  });
}

function declarations(house: House, subject: string): DeclaredEvent[] {
  return house
    .list(CONTRACTS, '.ts')
    .filter((path) => !path.endsWith('.test.ts') && house.read(path).includes(`'${subject}'`))
    .flatMap((path) =>
      objectsIn(path, house.read(path))
        .filter((object) => textOf(object.get('subject')) === subject && object.has('publisher'))
        .map((object) => ({
          path,
          subject,
          version: numberOf(object.get('version')) ?? 1,
          publisher: textOf(object.get('publisher')) ?? '',
          consumers: textsIn(object.get('consumers')),
        })),
    );
}

/** The objects handed to `defineEvent`, by property. */
function objectsIn(path: string, text: string): ReadonlyMap<string, SyntaxNode>[] {
  return parseTree(path, text)
    .nodes.filter(({ type, callee }) => type === 'CallExpression' && textOf(callee) === 'defineEvent')
    .map((call) => propertiesOf(firstArgument(call)));
}

function firstArgument({ arguments: given }: SyntaxNode): SyntaxNode | undefined {
  return Array.isArray(given) ? asNode(given[0]?.expression) : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number = asNode(value)?.['value'];
  return typeof number === 'number' ? number : undefined;
}

function textsIn(list: unknown): readonly string[] {
  const elements = asNode(list)?.['elements'];
  return Array.isArray(elements)
    ? elements.map((element) => textOf(element?.expression)).filter((text) => text !== undefined)
    : [];
}
