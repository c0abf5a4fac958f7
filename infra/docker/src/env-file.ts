/**
 * Renders settings as `node --env-file` reads them, so that each comes back as it was; those without a value are left out.
 * Throws, naming the setting and not its value, when a value cannot be written down: Node's files know no escapes.
 */
export function renderEnvFile(settings: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => `${name}=${quoted(name, value)}\n`)
    .join('');
}

function quoted(name: string, value: string): string {
  // In double quotes `\n` would become a line's end, so they come last and only without a backslash.
  const quote = ["'", '`', ...(value.includes('\\') ? [] : ['"'])].find((mark) => !value.includes(mark));
  if (quote === undefined) throw new Error(`${name} holds every kind of quote; a settings file cannot hold that`);
  return `${quote}${value}${quote}`;
}
