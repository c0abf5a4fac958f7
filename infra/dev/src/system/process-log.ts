import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const KEPT_LINES = 12;

/** Output of one process: all of it in a file, its end in memory for whoever explains a failure. */
export interface ProcessLog {
  readonly file: string;
  write(line: string): void;
  /** The last lines, oldest first. */
  tail(): readonly string[];
  close(): Promise<void>;
}

/** Opens `logs/<name>.log` below the state directory; the log of the last start stays as `<name>.previous.log`. */
export function openLog(stateDir: string, name: string): ProcessLog {
  const folder = join(stateDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.log`);
  if (existsSync(file)) renameSync(file, join(folder, `${name}.previous.log`));
  const stream = createWriteStream(file, { mode: 0o600 });
  let last: readonly string[] = [];
  return {
    file,
    write: (line) => {
      last = [...last, line].slice(-KEPT_LINES);
      stream.write(`${line}\n`);
    },
    tail: () => last,
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}
