import type { AnswerFault, FaultSwitch, WebhookFault } from './fault-switch.ts';
import type { Journal, JournalTable } from './journal.ts';

/** One step of mulberry32: the next state and a number in [0, 1). */
function drawNumber(state: number): { state: number; value: number } {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return { state: next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 };
}

/** `*` means the provider's API; its web pages are struck only by name. */
function covers(wanted: string, operation: string): boolean {
  return wanted === operation || (wanted === '*' && !operation.startsWith('checkout_page.'));
}

/** The armed fault switches. All methods but `list` belong inside a journal transaction. */
export class FaultBox {
  readonly #switches: JournalTable<FaultSwitch | null>;

  constructor(journal: Journal) {
    this.#switches = journal.table('faults');
  }

  list(): FaultSwitch[] {
    return this.#switches.all().filter((fault) => fault !== null);
  }

  arm(id: string, settings: AnswerFault | WebhookFault): FaultSwitch {
    const fault: FaultSwitch = { id, settings, left: settings.count ?? null, struck: 0, random: settings.seed };
    this.#switches.put(id, fault);
    return fault;
  }

  /** Takes one switch away, or all of them. */
  disarm(id?: string): void {
    for (const fault of this.list()) {
      if (id === undefined || fault.id === id) this.#switches.put(fault.id, null);
    }
  }

  /** The answer fault that strikes this call, if any; the oldest switch goes first. */
  strikeAnswer(provider: string, operation: string): AnswerFault | undefined {
    for (const fault of this.list()) {
      const { settings } = fault;
      if (!('operation' in settings) || settings.provider !== provider) continue;
      if (!covers(settings.operation, operation)) continue;
      if (this.#strikes(fault)) return settings;
    }
    return undefined;
  }

  /** All webhook faults that strike this delivery. */
  strikeWebhook(provider: string, eventType?: string): WebhookFault[] {
    const struck: WebhookFault[] = [];
    for (const fault of this.list()) {
      const { settings } = fault;
      if ('operation' in settings || settings.provider !== provider) continue;
      if (settings.eventType !== undefined && settings.eventType !== eventType) continue;
      if (this.#strikes(fault)) struck.push(settings);
    }
    return struck;
  }

  #strikes(fault: FaultSwitch): boolean {
    if (fault.left === 0) return false;
    const draw = drawNumber(fault.random);
    const strikes = draw.value < (fault.settings.probability ?? 1);
    this.#switches.put(fault.id, {
      ...fault,
      random: draw.state,
      left: strikes && fault.left !== null ? fault.left - 1 : fault.left,
      struck: fault.struck + (strikes ? 1 : 0),
    });
    return strikes;
  }
}
