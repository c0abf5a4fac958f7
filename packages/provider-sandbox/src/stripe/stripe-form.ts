/** A decoded Stripe form: strings at the leaves, arrays where keys were `[]` or counted from 0. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue };

type FormTree = Map<string, string | FormTree>;

function splitKey(key: string): string[] {
  const bracket = key.indexOf('[');
  if (bracket === -1) return [key];
  return [
    key.slice(0, bracket),
    ...key
      .slice(bracket + 1)
      .replace(/\]$/, '')
      .split(']['),
  ];
}

function settle(tree: FormTree): FormValue {
  const entries = [...tree].map(([key, value]): [string, FormValue] => [
    key,
    typeof value === 'string' ? value : settle(value),
  ]);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  if (isList) return entries.map(([, value]) => value);
  return Object.fromEntries(entries);
}

/**
 * Decodes Stripe's bracket notation (`metadata[order]=1&expand[]=x&line_items[0][quantity]=1`), as used in form bodies and
 * query strings. https://docs.stripe.com/api/metadata
 */
export function parseStripeForm(text: string): { [key: string]: FormValue } {
  const root: FormTree = new Map();
  for (const [key, value] of new URLSearchParams(text)) {
    const path = splitKey(key);
    let tree = root;
    for (const [depth, part] of path.entries()) {
      const name = part === '' ? String(tree.size) : part;
      if (depth === path.length - 1) tree.set(name, value);
      else {
        const known = tree.get(name);
        const next: FormTree = known instanceof Map ? known : new Map();
        tree.set(name, next);
        tree = next;
      }
    }
  }
  const settled = settle(root);
  return typeof settled === 'object' && !Array.isArray(settled) ? settled : {};
}
