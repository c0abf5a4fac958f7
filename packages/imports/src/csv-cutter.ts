const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Stands before the parser of a table and cuts rows that are too long, closing their last quote, so that a row of gigabytes, or a quote that
 * is never closed, is not held in memory and does not cost the rows behind it. It knows which rows it cut, and the lines of the file
 * as they were.
 */
export class CsvCutter {
  readonly #delimiter: number;
  readonly #maxRowBytes: number;
  /** Lines that the parser never saw, by the line (as the parser counts) behind which they were. */
  readonly #missing: { readonly behind: number; readonly count: number }[] = [];
  readonly #cut = new Set<number>();
  #rowStart = 1;
  #line = 1;
  #rowBytes = 0;
  #skippedLines = 0;
  #isInQuotes = false;
  #isAtCellStart = true;
  #isCutting = false;

  constructor(delimiter: string, maxRowBytes: number) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#maxRowBytes = maxRowBytes;
  }

  /** What the parser is to see of a chunk. Carriage returns are left out: inside quotes they would be counted as lines. */
  pass(chunk: Buffer): Buffer {
    const kept = Buffer.alloc(chunk.length + 1);
    let size = 0;
    for (const byte of chunk) {
      if (byte === RETURN) continue;
      if (byte === QUOTE && (this.#isInQuotes || this.#isAtCellStart)) this.#isInQuotes = !this.#isInQuotes;
      const isEnd = byte === NEWLINE && !this.#isInQuotes;
      this.#isAtCellStart = isEnd || (!this.#isInQuotes && byte === this.#delimiter) || byte === QUOTE;
      this.#rowBytes += 1;
      if (!this.#isCutting && this.#rowBytes > this.#maxRowBytes) {
        this.#isCutting = true;
        this.#cut.add(this.#rowStart);
        if (this.#isInQuotes && byte !== QUOTE) kept[size++] = QUOTE;
      }
      if (isEnd) this.#endRow();
      if (isEnd || !this.#isCutting) kept[size++] = byte;
      if (byte === NEWLINE && !isEnd) {
        if (this.#isCutting) this.#skippedLines += 1;
        else this.#line += 1;
      }
    }
    return kept.subarray(0, size);
  }

  #endRow(): void {
    if (this.#skippedLines > 0) this.#missing.push({ behind: this.#line, count: this.#skippedLines });
    this.#line += 1;
    this.#rowStart = this.#line;
    this.#rowBytes = 0;
    this.#skippedLines = 0;
    this.#isCutting = false;
  }

  /** Whether the row that begins at a line, as the parser counts, was cut. */
  wasCut(line: number): boolean {
    return this.#cut.has(line);
  }

  /** The line of the file for a line as the parser counts. */
  lineInFile(line: number): number {
    return this.#missing.reduce((sum, { behind, count }) => sum + (behind < line ? count : 0), line);
  }
}
