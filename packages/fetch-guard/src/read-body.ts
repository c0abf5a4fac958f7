import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { refused } from './page-outcome.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What we say we can read. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

function decoderOf(encoding: string): Transform | undefined {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding] = codings;
  if (coding === undefined) return undefined;
  const decoder = codings.length === 1 ? DECODERS[coding] : undefined;
  // Whoever packs twice wants it to be unpacked twice.
  if (decoder === undefined) throw refused('encoding_refused');
  return decoder();
}

/**
 * Reads a body to its end, unpacked, up to `maxBytes`: more is refused as soon as it shows, with no more than a buffer of it read.
 * A body that breaks off, or is not packed as it says, is no page.
 */
export async function readBody(body: Readable, encoding: string, maxBytes: number): Promise<Buffer> {
  const decoder = decoderOf(encoding);
  // Errors of either end come out of the iteration.
  const unpacked = decoder === undefined ? body : pipeline(body, decoder, () => undefined);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw refused('body_too_large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw isOfPacking(error) ? refused('body_broken', error) : error;
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks);
}

/** Codes of zlib (`Z_DATA_ERROR`) and of brotli (`ERR__ERROR_FORMAT_…`). */
const isOfPacking = (error: unknown): boolean =>
  /^(?:Z_|ERR__ERROR|ERR_BROTLI)/.test(String((error as { readonly code?: unknown }).code));
