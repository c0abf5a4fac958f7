import sniffEncoding from 'html-encoding-sniffer';
import { refused } from './page-outcome.ts';

/** A body as text, and by which encoding. */
export interface DecodedPage {
  readonly text: string;
  readonly charset: string;
}

function decodeStrictly(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw refused('charset_refused', error);
    return undefined;
  }
}

/**
 * Reads a body's characters: by its byte order mark, else the header, else its `meta`, as the HTML standard finds an encoding
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding); undeclared, as UTF-8. A body that is not
 * what it says is read as UTF-8 if it is that, else as windows-1252, which takes everything: addresses stay readable.
 */
export function decodePage(bytes: Buffer, declared: string | undefined): DecodedPage {
  const hinted = declared === undefined ? {} : { transportLayerEncodingLabel: declared };
  const sniffed = sniffEncoding(bytes, { ...hinted, defaultEncoding: 'UTF-8' });
  if (sniffed === 'replacement') throw refused('charset_refused');
  for (const charset of [sniffed, 'UTF-8']) {
    const text = decodeStrictly(bytes, charset);
    if (text !== undefined) return { text, charset };
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), charset: 'windows-1252' };
}
