/** Markup that needs no more escaping. */
export interface Html {
  readonly markup: string;
}

type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[];

/** Escapes text for element content and double-quoted attributes. */
const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

function render(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('markup' in part) return part.markup;
  return part.map(render).join('');
}

/** Tagged template for markup: everything put in is escaped unless it is `Html` itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html => ({
  markup: strings.map((text, index) => text + (index < parts.length ? render(parts[index]) : '')).join(''),
});
