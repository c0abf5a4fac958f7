import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The one stylesheet: its text, and the address under which it never changes. */
export interface Stylesheet {
  readonly text: string;
  /** First 16 hexadecimal digits of the text's SHA-256: another text, another address. */
  readonly hash: string;
  /** `/assets/loop.<hash>.css`: serve it with `cache-control: public, max-age=31536000, immutable`. */
  readonly path: string;
}

function readStylesheet(): Stylesheet {
  const parts = ['tokens.css', 'base.css', 'components.css', 'status.css', 'lists.css'];
  const text = parts.map((part) => readFileSync(new URL(`../assets/${part}`, import.meta.url), 'utf8')).join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return Object.freeze({ text, hash, path: `/assets/loop.${hash}.css` });
}

/** Read once, when the package is loaded. */
export const stylesheet: Stylesheet = readStylesheet();
