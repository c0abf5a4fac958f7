import { asNode, nodesIn, parseTree, type SyntaxNode, textOf } from '../tidy/syntax-tree.ts';
import { Refusal } from './refusal.ts';

/** A file of code to be changed at places that its syntax names. */
export interface Code {
  readonly path: string;
  readonly text: string;
}

/** Adds names to the import from a module; adds the import where there is none. A name that is there stays once. */
export function importing({ path, text }: Code, names: readonly string[], from: string): string {
  const imports = nodesIn(parseTree(path, text).statements).filter(({ type }) => type === 'ImportDeclaration');
  const present = imports.find((each) => textOf(each['source']) === from && each['typeOnly'] !== true);
  const specifiers = nodesIn(present?.['specifiers']);
  const known = new Set(specifiers.map(({ local }) => textOf(local)));
  const fresh = names.filter((name) => !known.has(name.replace(/^type /, '').replace(/^\w+ as /, '')));
  if (fresh.length === 0) return text;
  const last = specifiers.at(-1);
  if (last !== undefined) return inserted(text, endOf(last), `, ${fresh.join(', ')}`);
  const line = `import { ${fresh.join(', ')} } from '${from}';\n`;
  const before = imports.at(-1);
  return before === undefined ? line + text : inserted(text, endOf(before), `\n${line.trimEnd()}`);
}

/** Adds an element at the end of the one list that stands in a property of that name. Refuses, saying what to add by hand. */
export function withListed({ path, text }: Code, property: string, element: string): string {
  const lists = valuesOf({ path, text }, property).flatMap(listsIn);
  return appended({ path, text }, `the list \`${property}\``, lists, element);
}

/** Adds an element at the end of the first list in the value of a constant. Refuses, saying what to add by hand. */
export function withConstantListed({ path, text }: Code, constant: string, element: string): string {
  return appended({ path, text }, `the list \`${constant}\``, constantLists({ path, text }, constant), element);
}

/** Casts the one list that stands in a property of that name, unless it is cast already. */
export function withListCast({ path, text }: Code, property: string, type: string): string {
  const [list] = valuesOf({ path, text }, property);
  return list?.type === 'ArrayExpression' ? inserted(text, endOf(list), ` as ${type}`) : text;
}

/** The properties of an object that are written `name: value`, by name. They are no nodes of swc's: they have no place. */
export function propertiesOf(object: SyntaxNode | undefined): ReadonlyMap<string, SyntaxNode> {
  const properties = object?.['properties'];
  if (!Array.isArray(properties)) return new Map();
  return new Map(
    properties.flatMap((property: { readonly key?: unknown; readonly value?: unknown }) => {
      const [name, value] = [textOf(property.key), asNode(property.value)];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The texts that the list in the value of a constant holds. Refuses where there is no such list. */
export function textsListed({ path, text }: Code, constant: string): readonly string[] {
  const list = constantLists({ path, text }, constant)[0];
  if (list === undefined) throw new Refusal(`${path}: the list \`${constant}\` was not found`);
  return elementsOf(list)
    .map(textOf)
    .filter((each) => each !== undefined);
}

/** Adds an element at the end of a list. */
export function withElement({ text }: Code, list: SyntaxNode, element: string): string {
  const last = elementsOf(list).at(-1);
  return last === undefined ? inserted(text, endOf(list) - 1, element) : inserted(text, endOf(last), `, ${element}`);
}

/** Puts text at a byte position that the tree gave. */
export function inserted(text: string, position: number, insertion: string): string {
  const bytes = Buffer.from(text);
  return `${bytes.subarray(0, position)}${insertion}${bytes.subarray(position)}`;
}

/** Where a node ends, as a byte position. */
export function endOf({ span }: SyntaxNode): number {
  return span.end - 1;
}

/** The text of a node. */
export function textAt(text: string, { span }: SyntaxNode): string {
  return Buffer.from(text)
    .subarray(span.start - 1, span.end - 1)
    .toString();
}

function valuesOf({ path, text }: Code, property: string): readonly SyntaxNode[] {
  return parseTree(path, text)
    .nodes.filter(({ type }) => type === 'ObjectExpression')
    .map((object) => propertiesOf(object).get(property))
    .filter((value) => value !== undefined);
}

function constantLists({ path, text }: Code, constant: string): readonly SyntaxNode[] {
  return parseTree(path, text)
    .nodes.filter(({ type, id }) => type === 'VariableDeclarator' && textOf(id) === constant)
    .flatMap(({ init }) => listsIn(init).slice(0, 1));
}

function appended({ path, text }: Code, what: string, lists: readonly SyntaxNode[], element: string): string {
  const [list] = lists;
  if (list === undefined || lists.length > 1) {
    throw new Refusal(`${path}: ${what} was not found; nothing was made. Make it by hand, and add ${element} there`);
  }
  return withElement({ path, text }, list, element);
}

/** Elements of a list; swc wraps each so that it can say whether it is spread. */
function elementsOf(list: SyntaxNode): readonly SyntaxNode[] {
  const wrapped = list['elements'];
  return Array.isArray(wrapped)
    ? wrapped.map((element) => asNode(element?.expression)).filter((node) => node !== undefined)
    : [];
}

/** The lists of a value: itself, or what it is made from by a cast or a call. */
function listsIn(value: unknown): readonly SyntaxNode[] {
  const node = asNode(value);
  if (node?.type === 'ArrayExpression') return [node];
  if (node?.type === 'TsAsExpression' || node?.type === 'TsConstAssertion') return listsIn(node['expression']);
  if (node?.type === 'CallExpression') return listsIn(node['callee']);
  return node?.type === 'MemberExpression' ? listsIn(node['object']) : [];
}
