import type { Terminal } from './terminal.ts';

const WIDTH = 30;

/** Draws progress on one line of an interactive terminal, and nothing elsewhere. */
export interface ProgressBar {
  show(done: number, total: number, note: string): void;
  /** Ends the line. */
  end(): void;
}

/** The bar as text: `[######------] 20/40 note`. A total of 0 counts as done. */
export function drawBar(done: number, total: number, note: string): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${done}/${total} ${note}`.trimEnd();
}

/** Makes a progress bar on the terminal's error stream. */
export function progressBar(terminal: Terminal): ProgressBar {
  let drawn = false;
  return {
    show: (done, total, note) => {
      if (!terminal.interactive) return;
      terminal.err(`\r\u001b[K${drawBar(done, total, note)}`);
      drawn = true;
    },
    end: () => {
      if (drawn) terminal.err('\n');
      drawn = false;
    },
  };
}
