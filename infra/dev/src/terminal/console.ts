/** What the launcher writes to: lines for ever, and one line of progress where a person looks on. */
export interface Console {
  /** One line, or several. */
  say(text: string): void;
  /** Replaces the line of progress; on anything but a terminal it is a plain line, and only when it is due. */
  progress(text: string): void;
  /** Ends the progress: its last state stays as a line. */
  settle(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Plain lines of progress come at most this often: a log wants the course, not every step. */
const PLAIN_INTERVAL_MS = 1_000;

/** Writes to a stream such as `process.stdout`. */
export function openConsole(stream: NodeJS.WriteStream, nowMs: () => number = () => performance.now()): Console {
  let shown = '';
  let written = '';
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  const plain = (text: string): void => {
    stream.write(`${text}\n`);
    written = text;
    writtenAtMs = nowMs();
  };
  return {
    say: (text) => {
      if (stream.isTTY && shown !== '') stream.write(`${CLEAR_LINE}${text}\n${shown}`);
      else stream.write(`${text}\n`);
    },
    progress: (text) => {
      shown = text;
      if (stream.isTTY) stream.write(`${CLEAR_LINE}${clip(text, stream.columns)}`);
      else if (text !== written && nowMs() - writtenAtMs >= PLAIN_INTERVAL_MS) plain(text);
    },
    settle: () => {
      if (shown === '') return;
      if (stream.isTTY) stream.write(`${CLEAR_LINE}${shown}\n`);
      else if (shown !== written) plain(shown);
      shown = '';
    },
  };
}

/** A line longer than the terminal would wrap, and then not be replaced as a whole. */
function clip(text: string, columns: number): string {
  return columns > 0 && text.length >= columns ? `${text.slice(0, columns - 2)}…` : text;
}
