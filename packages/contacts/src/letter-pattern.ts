/** Letters of all scripts, in few ranges: Latin, Greek, Cyrillic and the like, Kana, Han, Hangul, full-width forms. */
const LETTERS =
  'a-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u1fff\\u2c00-\\u2dff\\u3041-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefc\\uff66-\\uffdc';

/**
 * Makes a pattern that ignores case, in which `[\p{L}]` and `[\p{N}]`, always within brackets, stand for letters and digits.
 * The engine's own classes of these names have hundreds of ranges: patterns with them are several times as slow.
 */
export function letterPattern(source: string, flags: '' | 'g' | 'y' = ''): RegExp {
  return new RegExp(source.replaceAll('\\p{L}', LETTERS).replaceAll('\\p{N}', '0-9'), `${flags}i`);
}
