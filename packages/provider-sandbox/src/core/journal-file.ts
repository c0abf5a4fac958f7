import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where one line of the file stands, in bytes. */
export interface LinePosition {
  readonly offset: number;
  readonly length: number;
}

/**
 * An append-only file of lines. A line is handed to the operating system before `append` returns, so it survives
 * `kill -9` of this process (not a power cut). A torn last line is cut off when the file is opened.
 */
export class JournalFile {
  readonly #descriptor: number;
  #size: number;

  constructor(path: string, onLine: (line: string, position: LinePosition) => void) {
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, 'a+', 0o600);
    this.#size = 0;
    const content = readFileSync(path);
    for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, this.#size)) {
      const position = { offset: this.#size, length: end - this.#size };
      onLine(content.toString('utf8', this.#size, end), position);
      this.#size = end + 1;
    }
    if (fstatSync(this.#descriptor).size > this.#size) ftruncateSync(this.#descriptor, this.#size);
  }

  /** Appends one line (which must not contain a line feed) and says where it stands. */
  append(line: string): LinePosition {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    const position = { offset: this.#size, length: bytes.length - 1 };
    this.#size += bytes.length;
    return position;
  }

  read(position: LinePosition): string {
    const bytes = Buffer.alloc(position.length);
    readSync(this.#descriptor, bytes, 0, position.length, position.offset);
    return bytes.toString('utf8');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
