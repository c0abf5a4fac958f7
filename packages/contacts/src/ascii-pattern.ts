const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Makes what looks for a pattern in a text. Most texts are ASCII, where the engine is several times as fast when it need
 * not know the letters of all scripts: for them `\p{L}` and `\p{N}` mean ASCII's.
 */
export function patternFor(source: string, flags: '' | 'g' | 'y' = 'g'): (text: string) => RegExp {
  const all = new RegExp(source, `${flags}iu`);
  const ascii = new RegExp(source.replaceAll('\\p{L}', 'a-z').replaceAll('\\p{N}', '0-9'), `${flags}i`);
  return (text) => (NOT_ASCII.test(text) ? all : ascii);
}
