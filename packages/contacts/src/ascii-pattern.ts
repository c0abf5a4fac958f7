/** Letters and digits that ASCII has not. Signs, arrows, emoji and the like are none, and leave a text to the fast patterns. */
const OTHER_LETTERS =
  /[^\0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u2bff\u3000-\u3004\u3008-\u3020\u3030\ud800-\udfff]/;

/**
 * Makes what looks for a pattern in a text. Most texts have ASCII's letters only, where the engine is several times as fast when it need
 * not know the letters of all scripts: for them `\p{L}` and `\p{N}` mean ASCII's.
 */
export function patternFor(source: string, flags: '' | 'g' | 'y' = 'g'): (text: string) => RegExp {
  const all = new RegExp(source, `${flags}iu`);
  const ascii = new RegExp(source.replaceAll('\\p{L}', 'a-z').replaceAll('\\p{N}', '0-9'), `${flags}i`);
  return (text) => (OTHER_LETTERS.test(text) ? all : ascii);
}
