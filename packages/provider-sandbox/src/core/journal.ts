import type { JournalEntry, JournalFact, JournalPut, SandboxProvider } from './journal-entry.ts';
import { JournalFile, type LinePosition } from './journal-file.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the log is asked for; `kind` matches an entry's kind or the type of one of its facts. */
export interface JournalQuery {
  readonly provider?: string | undefined;
  readonly kind?: string | undefined;
  /** Only entries with a higher `seq`. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** A named part of the sandbox's state. Values are never changed in place: put a new one. */
export interface JournalTable<T> {
  get(id: string): T | undefined;
  /** In the order the ids were first put. */
  all(): T[];
  /** Only inside `Journal.transact`. */
  put(id: string, value: T): void;
}

interface OpenTransaction {
  readonly puts: JournalPut[];
  readonly previous: { table: Map<string, unknown>; id: string; value: unknown }[];
  readonly facts: JournalFact[];
}

interface IndexLine {
  readonly seq: number;
  readonly provider: string;
  readonly kinds: readonly string[];
  readonly position: LinePosition;
}

const defaultQueryLimit = 1_000;

function readLine(line: string, number: number): JournalEntry & { readonly puts: readonly JournalPut[] } {
  try {
    return JSON.parse(line) as JournalEntry & { puts: JournalPut[] };
  } catch (cause) {
    throw new Error(`Line ${number} of the sandbox's log cannot be read; move the log away to start afresh`, { cause });
  }
}

/**
 * The durable log and the state rebuilt from it. Every change happens in `transact`, which writes one line holding what
 * was received, the facts and the new state, before it returns: either all of it happened or none. Opening the same file
 * again rebuilds the state. One process at a time may hold the file.
 */
export class Journal {
  readonly #clock: VirtualClock;
  readonly #tables = new Map<string, Map<string, unknown>>();
  readonly #index: IndexLine[] = [];
  readonly #file: JournalFile;
  #open: OpenTransaction | undefined;

  constructor(path: string, clock: VirtualClock) {
    this.#clock = clock;
    this.#file = new JournalFile(path, (line, position) => this.#replay(line, position));
  }

  table<T>(name: string): JournalTable<T> {
    const rows = this.#rows(name);
    return {
      get: (id) => rows.get(id) as T | undefined,
      all: () => [...rows.values()] as T[],
      put: (id, value) => {
        const open = this.#requireOpen();
        open.previous.push({ table: rows, id, value: rows.get(id) });
        open.puts.push({ table: name, id, value });
        rows.set(id, value);
      },
    };
  }

  /** Adds a fact to the entry being written. */
  fact(fact: JournalFact): void {
    this.#requireOpen().facts.push(fact);
  }

  /**
   * Runs `change` and writes one entry. When it throws, its state changes are taken back and nothing is written.
   * @param describe what the entry says about the cause, asked after the change.
   */
  transact<T>(provider: SandboxProvider, kind: string, change: () => T, describe: (result: T) => object): T {
    if (this.#open) throw new Error('A journal transaction is already open');
    const open: OpenTransaction = { puts: [], previous: [], facts: [] };
    this.#open = open;
    try {
      const result = change();
      this.#write(provider, kind, describe(result), open);
      return result;
    } catch (error) {
      for (const { table, id, value } of open.previous.reverse()) {
        if (value === undefined) table.delete(id);
        else table.set(id, value);
      }
      throw error;
    } finally {
      this.#open = undefined;
    }
  }

  /** Entries in order, oldest first, at most `limit` (1,000 unless given). */
  query(query: JournalQuery): JournalEntry[] {
    const wanted = this.#index.filter(
      (line) =>
        line.seq > (query.after ?? 0) &&
        (query.provider === undefined || line.provider === query.provider) &&
        (query.kind === undefined || line.kinds.includes(query.kind)),
    );
    return wanted.slice(0, query.limit ?? defaultQueryLimit).map((line) => {
      const { puts: _state, ...entry } = JSON.parse(this.#file.read(line.position)) as JournalEntry & { puts: unknown };
      return entry;
    });
  }

  close(): void {
    this.#file.close();
  }

  #write(provider: SandboxProvider, kind: string, data: object, open: OpenTransaction): void {
    const seq = this.#index.length + 1;
    const at = new Date().toISOString();
    const virtualAt = new Date(this.#clock.nowMs()).toISOString();
    const puts = new Map(open.puts.map((put) => [`${put.table}\n${put.id}`, put]));
    const entry = { seq, at, virtualAt, provider, kind, data, facts: open.facts, puts: [...puts.values()] };
    const line = JSON.stringify(entry);
    const position = this.#file.append(line);
    this.#index.push({ seq, provider, kinds: [kind, ...open.facts.map((fact) => fact.type)], position });
  }

  #replay(line: string, position: LinePosition): void {
    const entry = readLine(line, this.#index.length + 1);
    for (const put of entry.puts) this.#rows(put.table).set(put.id, put.value);
    const kinds = [entry.kind, ...entry.facts.map((fact) => fact.type)];
    this.#index.push({ seq: entry.seq, provider: entry.provider, kinds, position });
  }

  #rows(name: string): Map<string, unknown> {
    const known = this.#tables.get(name);
    if (known) return known;
    const rows = new Map<string, unknown>();
    this.#tables.set(name, rows);
    return rows;
  }

  #requireOpen(): OpenTransaction {
    if (!this.#open) throw new Error('State may only change inside a journal transaction');
    return this.#open;
  }
}
