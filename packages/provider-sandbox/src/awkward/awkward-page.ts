import type { Request, Response } from 'express';

/** One page that is not as pages should be. It answers as it likes; its visit is in the log. */
export interface AwkwardPage {
  /** As the log names it: `redirect.chain`. */
  readonly name: string;
  /** An express path pattern. */
  readonly path: string;
  readonly answer: (req: Request, res: Response) => void;
}

/** A small honest page with one address on it. */
export const honestPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><main><article><h1>${title}</h1>${body}</article></main></body></html>`;

/** Writes again and again until the reader goes away. */
export function keepWriting(res: Response, everyMs: number, chunk: () => Buffer | string): void {
  const timer = setInterval(() => {
    if (res.writableNeedDrain) return;
    res.write(chunk());
  }, everyMs);
  res.once('close', () => clearInterval(timer));
  res.on('error', () => clearInterval(timer));
}
