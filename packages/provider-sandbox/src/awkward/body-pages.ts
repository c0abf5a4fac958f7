import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { type AwkwardPage, honestPage, keepWriting } from './awkward-page.ts';

const paragraph = `<p>${'Nothing to see in this line. '.repeat(600)}</p>\n`;
const bombBytes = 64 * 1024 * 1024;

const packers: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

const packed = (encoding: string, bytes: Buffer): Buffer => (packers[encoding] ?? packers['gzip'])?.(bytes) ?? bytes;

function sendPacked(res: Response, encoding: string, bytes: Buffer): void {
  res.set({ 'content-type': 'text/html; charset=utf-8', 'content-encoding': encoding });
  res.end(bytes);
}

function bomb(req: Request, res: Response): void {
  const encoding = String(req.params['encoding']);
  sendPacked(res, encoding, packed(encoding, Buffer.alloc(bombBytes, 0x20)));
}

const honest = Buffer.from(honestPage('Packed', '<p>Write to packed@chainlocker.works</p>'));

/** Header lines without end, over the bare socket. */
function endlessHeaders(_req: Request, res: Response): void {
  const { socket } = res;
  if (socket === null) return;
  socket.on('error', () => socket.destroy());
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n');
  const timer = setInterval(() => socket.write(`x-more-${'a'.repeat(4_000)}: 1\r\n`), 5);
  socket.once('close', () => clearInterval(timer));
}

/** Bodies: endless, slow, exploding, packed wrongly, cut off, never coming. */
export const bodyPages: readonly AwkwardPage[] = [
  {
    name: 'body.endless',
    path: '/body/endless',
    answer: (_req, res) => {
      res.type('html');
      keepWriting(res, 1, () => paragraph);
    },
  },
  {
    name: 'body.slow',
    path: '/body/slow',
    answer: (_req, res) => {
      res.type('html');
      keepWriting(res, 50, () => ' ');
    },
  },
  { name: 'body.never', path: '/body/never', answer: () => undefined },
  { name: 'body.headers', path: '/body/headers', answer: endlessHeaders },
  { name: 'body.bomb', path: '/body/bomb/:encoding', answer: bomb },
  {
    name: 'body.packed',
    path: '/body/packed/:encoding',
    answer: (req, res) => {
      const encoding = String(req.params['encoding']);
      sendPacked(res, encoding, packed(encoding, honest));
    },
  },
  {
    name: 'body.packed_twice',
    path: '/body/packed-twice',
    answer: (_req, res) => sendPacked(res, 'gzip, gzip', gzipSync(gzipSync(honest))),
  },
  {
    name: 'body.packed_wrongly',
    path: '/body/packed-wrongly/:encoding',
    answer: (req, res) =>
      sendPacked(res, String(req.params['encoding']), Buffer.from('<p>plain after all, and long enough</p>')),
  },
  {
    name: 'body.cut_off',
    path: '/body/cut-off',
    answer: (_req, res) => {
      res.set({ 'content-type': 'text/html', 'content-length': '10000' });
      res.write('<p>and then', () => res.socket?.destroy());
    },
  },
  {
    name: 'body.large',
    path: '/body/large/:bytes',
    answer: (req, res) => {
      const size = Math.min(Number(req.params['bytes']) || 0, bombBytes);
      res.type('html').end(Buffer.alloc(size, 0x20));
    },
  },
];
