import { decodeHTMLStrict } from 'entities';
import type { RawPost } from './raw-post.ts';

/** A post's title and text as a person reads them; empty where there is none. */
export interface PlainPost {
  readonly title: string;
  readonly text: string;
}

/**
 * What a person reads of a post: no tags, no entities, no struck-out words, no markdown signs, one space between words.
 * Lines stay apart. Feeds escape twice, so it decodes twice.
 */
function plainText(markup: string): string {
  let text = markup;
  for (let pass = 0; pass < 2; pass++) {
    text = text
      .replace(/<!--[\s\S]*?-->|<(script|style|del|s|strike)(?=[\s>])[^<>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
      .replace(/<\/?(?:p|br|div|li|ul|ol|h[1-6]|tr|blockquote|pre|hr)(?=[\s/>])[^<>]*>/gi, '\n')
      .replace(/<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/gi, '')
      .replace(/&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/gi, (entity) => decodeHTMLStrict(entity));
  }
  return text
    .replace(/~~[\s\S]*?~~/g, ' ')
    .replace(/\[([^\]\n]{1,300})\]\(https?:[^)\s]{1,2000}\)/g, '$1')
    .replace(/\\([_*[\]()~`#>|-])/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** See {@link PlainPost}. */
export const plainPost = ({ title, text }: RawPost): PlainPost => ({
  title: plainText(title ?? ''),
  text: plainText(text ?? ''),
});
