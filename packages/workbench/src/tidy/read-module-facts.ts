import type { CallFact, FunctionFact, ModuleFacts } from './module-facts.ts';
import { readExports, readImports } from './module-links.ts';
import { asNode, nodesIn, parseTree, type SyntaxNode, type SyntaxTree, textOf } from './syntax-tree.ts';

/** Parses a module and extracts its facts. Throws with the path when the text is not valid. */
export function readModuleFacts(path: string, text: string): ModuleFacts {
  const tree = parseTree(path, text);
  return {
    functions: readFunctions(tree),
    imports: readImports(tree),
    exports: readExports(tree),
    calls: readCalls(tree),
    anyCasts: readAnyCasts(tree),
    relativePaths: tree.nodes.map(relativePath).filter((path) => path !== undefined),
    isBarrel: tree.statements.every(isReExport) && countHandedOn(tree.statements) > 1,
  };
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

function readFunctions(tree: SyntaxTree): FunctionFact[] {
  const suites = new Set(tree.nodes.filter(isSuiteCall).flatMap((call) => argumentsOf(call)));
  return tree.nodes
    .filter((node) => functionTypes.has(node.type))
    .map((node) => {
      const { first, last } = tree.linesOf(node);
      return { line: first, lineCount: last - first + 1, isSuite: suites.has(node) };
    });
}

function readCalls(tree: SyntaxTree): CallFact[] {
  return tree.nodes
    .filter((node) => node.type === 'CallExpression')
    .map((call) => ({
      line: tree.linesOf(call).first,
      callee: dottedName(call['callee']),
      startsWithName: argumentsOf(call)[0]?.type === 'Identifier',
    }));
}

function readAnyCasts(tree: SyntaxTree): number[] {
  return tree.nodes
    .filter((node) => node.type === 'TsAsExpression' || node.type === 'TsTypeAssertion')
    .filter((node) => asNode(node['typeAnnotation'])?.['kind'] === 'any')
    .map((node) => tree.linesOf(node).first);
}

function isSuiteCall(node: SyntaxNode): boolean {
  return node.type === 'CallExpression' && dottedName(node['callee']).split('.')[0] === 'describe';
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call['arguments'];
  return Array.isArray(list) ? nodesIn(list.map((argument: { expression?: unknown }) => argument.expression)) : [];
}

/** `a.b.c` of a chain of names; calls inside the chain are read through, anything else ends it. */
function dottedName(value: unknown): string {
  const node = asNode(value);
  if (node?.type === 'Identifier') return textOf(node) ?? '';
  if (node?.type === 'CallExpression') return dottedName(node['callee']);
  if (node?.type !== 'MemberExpression') return '';
  return `${dottedName(node['object'])}.${textOf(node['property']) ?? ''}`;
}

function relativePath(node: SyntaxNode): string | undefined {
  const text = node.type === 'StringLiteral' ? (textOf(node) ?? '') : '';
  if (/^\.\.?\//.test(text)) return text;
  return /^[\w-]+\.js$/.test(text) ? `./${text}` : undefined;
}

/** `export *` counts as many; one name handed on, as a tool's configuration asks for it, makes no barrel. */
function countHandedOn(statements: readonly SyntaxNode[]): number {
  return statements
    .map(({ specifiers }) => (Array.isArray(specifiers) ? specifiers.length : 2))
    .reduce((a, b) => a + b, 0);
}

function isReExport(statement: SyntaxNode): boolean {
  return (
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && asNode(statement['source']) !== undefined)
  );
}
