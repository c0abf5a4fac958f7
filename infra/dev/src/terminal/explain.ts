const MAX_CAUSES = 5;

/** An error's message and those of what caused it, one a line, for a person at a terminal. */
export function explain(error: unknown): string {
  const messages: string[] = [];
  let current = error;
  while (current !== undefined && messages.length < MAX_CAUSES) {
    messages.push(current instanceof Error ? current.message : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return messages.map((message, depth) => (depth === 0 ? message : `  because: ${message}`)).join('\n');
}
