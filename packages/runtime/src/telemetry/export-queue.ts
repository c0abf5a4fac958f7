import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

/** Items that wait to be exported at most: four seconds of 2,000 a second. */
export const MAX_QUEUE = 8_192;

/** Why something did not reach the collector. */
export type LossReason =
  /** It came faster than the collector took it. */
  | 'queue_full'
  /** The collector did not take it, nor after the exporter's own retries. */
  | 'not_exported';

interface Exporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

/**
 * Counts what of one kind of telemetry is lost on its way to the collector. Ask {@link admit} before handing an item to the SDK's
 * batch processor, and give that processor the {@link counted} exporter and a queue of {@link MAX_QUEUE}: then the processor never
 * drops anything by itself, which it would do in silence.
 */
export class ExportQueue {
  readonly #lost: Record<LossReason, number> = { queue_full: 0, not_exported: 0 };
  #waiting = 0;
  #reported = 0;

  /** Whether there is room for one more; one that finds none is counted as lost. */
  admit(): boolean {
    if (this.#waiting >= MAX_QUEUE) {
      this.#lost.queue_full++;
      return false;
    }
    this.#waiting++;
    return true;
  }

  /** The exporter, watched. */
  counted<T, E extends Exporter<T>>(exporter: E): E {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) => {
      this.#waiting -= items.length;
      send(items, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) this.#lost.not_exported += items.length;
        done(result);
      });
    };
    return exporter;
  }

  /** What is lost since the process started. */
  get lost(): Readonly<Record<LossReason, number>> {
    return this.#lost;
  }

  /** What is lost since this was asked before. */
  newlyLost(): number {
    const total = this.#lost.queue_full + this.#lost.not_exported;
    const news = total - this.#reported;
    this.#reported = total;
    return news;
  }
}
