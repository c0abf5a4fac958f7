const names = ['tenant', 'contract', 'milestone', 'operation', 'correlation'] as const;

/**
 * What Customer Loop writes into a `custom_id`, for the judges: up to five ids of 128 bits in base64url, divided by points. A
 * decoder of the sandbox's own, so that the judge does not trust the code it judges. Anything else is kept as it is.
 */
export function metadataOf(customId: string | null): Record<string, string> {
  if (customId === null) return {};
  const parts = customId.split('.');
  if (parts.length > names.length || parts.some((part) => !/^[\w-]{22}$/.test(part))) return { custom_id: customId };
  return Object.fromEntries(parts.map((part, index) => [names[index] ?? '', uuidOf(part)]));
}

function uuidOf(base64url: string): string {
  const hex = Buffer.from(base64url, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
