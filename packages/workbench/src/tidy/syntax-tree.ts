import { parseSync } from '@swc/core';

/** A node of swc's tree. Only what the facts need is known about it; the rest is looked up by name. */
export interface SyntaxNode {
  readonly type: string;
  /** Byte positions in the file's UTF-8 text, counted from 1. */
  readonly span: { readonly start: number; readonly end: number };
  readonly [property: string]: unknown;
}

/** A parsed file: its top-level statements, every node in the order of the text, and the way from a node to its lines. */
export interface SyntaxTree {
  readonly statements: readonly SyntaxNode[];
  readonly nodes: readonly SyntaxNode[];
  /** First and last line of a node, counted from 1. */
  linesOf(node: SyntaxNode): { readonly first: number; readonly last: number };
}

/** Parses TypeScript or JavaScript without TypeScript. Throws with the path when the text is not valid. */
export function parseTree(path: string, text: string): SyntaxTree {
  const body = parse(path, text);
  const lineStarts = lineStartsOf(text);
  const lineAt = (position: number) => countUpTo(lineStarts, position - 1);
  return {
    statements: body,
    nodes: [...descend(body)],
    linesOf: ({ span }) => ({ first: lineAt(span.start), last: lineAt(span.end - 1) }),
  };
}

/** The value as a node, or undefined where it is none (a list, a name, a missing part). */
export function asNode(value: unknown): SyntaxNode | undefined {
  return isNode(value) ? value : undefined;
}

/** The nodes of a list that stands in a property of a node; empty where there is no list. */
export function nodesIn(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.map(asNode).filter((node) => node !== undefined) : [];
}

/** Name of an identifier or text of a string literal; undefined for any other node. */
export function textOf(value: unknown): string | undefined {
  const text = asNode(value)?.['value'];
  return typeof text === 'string' ? text : undefined;
}

function parse(path: string, text: string): readonly SyntaxNode[] {
  const options = /\.[cm]?tsx?$/.test(path)
    ? ({ syntax: 'typescript', tsx: path.endsWith('x') } as const)
    : ({ syntax: 'ecmascript', jsx: path.endsWith('x') } as const);
  try {
    return nodesIn(parseSync(text, { ...options, target: 'es2024' }).body);
  } catch (cause) {
    throw new Error(`${path} does not parse`, { cause });
  }
}

function* descend(value: unknown): Generator<SyntaxNode> {
  if (!isRecord(value)) return;
  const node = asNode(value);
  if (node) yield node;
  for (const part of Object.values(value)) yield* descend(part);
}

function isNode(value: unknown): value is SyntaxNode {
  return isRecord(value) && typeof value['type'] === 'string' && isRecord(value['span']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function lineStartsOf(text: string): readonly number[] {
  const bytes = Buffer.from(text);
  const starts = [0];
  for (let at = bytes.indexOf('\n'); at !== -1; at = bytes.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** How many entries of the sorted list are ≤ the limit. */
function countUpTo(sorted: readonly number[], limit: number): number {
  const after = sorted.findIndex((entry) => entry > limit);
  return after === -1 ? sorted.length : after;
}
