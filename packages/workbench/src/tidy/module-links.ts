import type { ExportFact, ImportFact } from './module-facts.ts';
import { asNode, nodesIn, type SyntaxNode, type SyntaxTree, textOf } from './syntax-tree.ts';

/** Everything a module takes from others, re-exports, dynamic imports and `import('…')` types included. */
export function readImports(tree: SyntaxTree): ImportFact[] {
  return tree.nodes.flatMap((node) => {
    const link = linkOf(node);
    return link === undefined ? [] : [{ line: tree.linesOf(node).first, ...link }];
  });
}

/** The names a module declares and exports; what it hands on from others is among its imports. */
export function readExports(tree: SyntaxTree): ExportFact[] {
  return tree.statements.flatMap((statement) => {
    const { first } = tree.linesOf(statement);
    const isType = isTypeExport(statement);
    return exportedNames(statement).map((name) => ({ line: first, name, isType }));
  });
}

type Link = Omit<ImportFact, 'line'>;

function linkOf(node: SyntaxNode): Link | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return importedLink(node);
    case 'ExportNamedDeclaration':
      return handedOnLink(node);
    case 'ExportAllDeclaration':
      return { specifier: textOf(node['source']) ?? '', names: 'all', handedOnAs: 'all' };
    case 'TsImportType':
      return { specifier: textOf(node['argument']) ?? '', names: 'all' };
    case 'CallExpression':
      return dynamicLink(node);
    default:
      return undefined;
  }
}

function importedLink(node: SyntaxNode): Link {
  const specifiers = nodesIn(node['specifiers']);
  const named = specifiers.map((specifier) => {
    if (specifier.type === 'ImportNamespaceSpecifier') return 'all';
    if (specifier.type === 'ImportDefaultSpecifier') return 'default';
    return textOf(specifier['imported']) ?? textOf(specifier['local']) ?? '';
  });
  return { specifier: textOf(node['source']) ?? '', names: named.includes('all') ? 'all' : named };
}

function handedOnLink(node: SyntaxNode): Link | undefined {
  const specifier = textOf(node['source']);
  if (specifier === undefined) return undefined;
  const specifiers = nodesIn(node['specifiers']);
  if (specifiers.some(({ type }) => type !== 'ExportSpecifier')) return { specifier, names: 'all' };
  return {
    specifier,
    names: specifiers.map((each) => textOf(each['orig']) ?? ''),
    handedOnAs: specifiers.map((each) => textOf(each['exported']) ?? textOf(each['orig']) ?? ''),
  };
}

function dynamicLink(node: SyntaxNode): Link | undefined {
  if (asNode(node['callee'])?.type !== 'Import' || !Array.isArray(node['arguments'])) return undefined;
  const [argument] = node['arguments'] as readonly { readonly expression?: unknown }[];
  const specifier = textOf(argument?.expression);
  return specifier === undefined ? undefined : { specifier, names: 'all' };
}

function exportedNames(statement: SyntaxNode): string[] {
  switch (statement.type) {
    case 'ExportDefaultDeclaration':
    case 'ExportDefaultExpression':
      return ['default'];
    case 'ExportNamedDeclaration':
      if (asNode(statement['source'])) return [];
      return nodesIn(statement['specifiers']).map((each) => textOf(each['exported']) ?? textOf(each['orig']) ?? '');
    case 'ExportDeclaration':
      return declaredNames(asNode(statement['declaration']));
    default:
      return [];
  }
}

function isTypeExport(statement: SyntaxNode): boolean {
  const declared = asNode(statement['declaration'])?.type ?? '';
  return statement['typeOnly'] === true || ['TsInterfaceDeclaration', 'TsTypeAliasDeclaration'].includes(declared);
}

function declaredNames(declaration: SyntaxNode | undefined): string[] {
  if (declaration?.type !== 'VariableDeclaration') {
    return [textOf(declaration?.['identifier']) ?? textOf(declaration?.['id']) ?? ''];
  }
  return nodesIn(declaration['declarations']).flatMap((declarator) => boundNames(asNode(declarator['id'])));
}

/** Names of a pattern: `a`, `{ b, c: d }`, `[e]`. */
function boundNames(pattern: SyntaxNode | undefined): string[] {
  if (pattern === undefined) return [];
  if (pattern.type === 'Identifier') return [textOf(pattern) ?? ''];
  if (pattern.type === 'ArrayPattern') return nodesIn(pattern['elements']).flatMap(boundNames);
  return nodesIn(pattern['properties']).flatMap((property) =>
    boundNames(asNode(property['value']) ?? asNode(property['argument']) ?? asNode(property['key'])),
  );
}
