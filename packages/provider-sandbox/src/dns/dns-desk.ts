import { type Answer, decode, encode, type Packet, RECURSION_AVAILABLE, TRUNCATED_RESPONSE } from 'dns-packet';
import type { FaultBox } from '../core/fault-box.ts';
import type { AnswerFault } from '../core/fault-switch.ts';
import type { Journal, JournalTable } from '../core/journal.ts';
import type { DnsAnswer, StatedName } from './dns-answer.ts';
import { answersByName } from './name-switches.ts';

interface Question {
  readonly name: string;
  readonly type: string;
}

/** Response codes (RFC 1035 §4.1.1). */
const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
/** A datagram without EDNS (RFC 1035 §4.2.1). */
const PLAIN_DATAGRAM_BYTES = 512;

const failed = (result: DnsAnswer['result']): DnsAnswer => ({ result, mx: [], addresses: [], ttlSeconds: 0 });

/** What a fault switch makes of an answer; `truncated_body` is cut where the answer is written. */
function struck(answer: DnsAnswer, fault: AnswerFault | undefined): DnsAnswer {
  if (fault?.kind === 'hang' || fault?.kind === 'reset') return failed('SILENT');
  if (fault?.kind === 'server_error') return failed('SERVFAIL');
  if (fault?.kind === 'rate_limit') return failed('REFUSED');
  return answer;
}

function recordsOf({ name, type }: Question, answer: DnsAnswer): Answer[] {
  const ttl = answer.ttlSeconds;
  if (type === 'MX') return answer.mx.map((data) => ({ type, name, ttl, data }));
  if (type !== 'A' && type !== 'AAAA') return [];
  const isWanted = (address: string): boolean => address.includes(':') === (type === 'AAAA');
  return answer.addresses.filter(isWanted).map((data) => ({ type, name, ttl, data }));
}

function questionOf(query: Packet): Question | undefined {
  const question = query.questions?.[0];
  return question && { name: question.name.toLowerCase(), type: question.type };
}

function datagramBytes(query: Packet): number {
  const options = query.additionals?.find((record) => record.type === 'OPT');
  return Math.max(options?.udpPayloadSize ?? 0, PLAIN_DATAGRAM_BYTES);
}

/**
 * The name servers of the sandbox's world. What a name answers is stated over the control API, or follows from the name
 * (`answersByName`); each question is one journal entry, written before its answer goes out.
 */
export class DnsDesk {
  readonly #journal: Journal;
  readonly #faults: FaultBox;
  readonly #stated: JournalTable<StatedName>;
  readonly #asked: JournalTable<number>;
  readonly #ownAddress: () => string;

  constructor(journal: Journal, faults: FaultBox, ownAddress: () => string) {
    this.#journal = journal;
    this.#faults = faults;
    this.#stated = journal.table('dns_names');
    this.#asked = journal.table('dns_asked');
    this.#ownAddress = ownAddress;
  }

  /** States what is answered about a name from now on, beginning with the first answer. Inside a journal transaction. */
  state(name: StatedName): void {
    this.#stated.put(name.name, name);
    for (const type of ['MX', 'A', 'AAAA']) this.#asked.put(`${type} ${name.name}`, 0);
  }

  /**
   * The answer to one question, or undefined where none is ever given: to what is no question, and by a silent server.
   * @param over a datagram is cut at the size the asker takes, and says so; a stream never is.
   */
  answer(message: Buffer, over: 'udp' | 'tcp'): Buffer | undefined {
    const query = decodeQuery(message);
    const question = query && questionOf(query);
    if (query === undefined || question === undefined) return undefined;
    const { answer, fault } = this.#journal.transact(
      'dns',
      'request',
      () => this.#decide(question),
      ({ answer: { result }, fault: met }) => ({
        operation: question.type.toLowerCase(),
        name: question.name,
        over,
        result,
        ...(met ? { fault: { kind: met.kind } } : {}),
      }),
    );
    if (answer.result === 'SILENT') return undefined;
    const flags = RECURSION_AVAILABLE | RCODES[answer.result];
    const head = { type: 'response', id: query.id ?? 0, questions: query.questions ?? [] } as const;
    const whole = encode({ ...head, flags, answers: recordsOf(question, answer) });
    if (over === 'tcp') return whole;
    const isCut = fault?.kind === 'truncated_body' || whole.length > datagramBytes(query);
    return isCut ? encode({ ...head, flags: flags | TRUNCATED_RESPONSE }) : whole;
  }

  #decide(question: Question): { answer: DnsAnswer; fault: AnswerFault | undefined } {
    const { name, type } = question;
    const key = `${type} ${name}`;
    const turn = this.#asked.get(key) ?? 0;
    const answers = this.#stated.get(name)?.answers ?? answersByName(name, this.#ownAddress());
    if (answers.length > 1) this.#asked.put(key, turn + 1);
    const fault = this.#faults.strikeAnswer('dns', type.toLowerCase());
    const answer = answers[Math.min(turn, answers.length - 1)] ?? failed('SERVFAIL');
    return { answer: struck(answer, fault), fault };
  }
}

function decodeQuery(message: Buffer): Packet | undefined {
  try {
    const query = decode(message);
    return query.type === 'query' ? query : undefined;
  } catch {
    // Whoever sends what is no question gets no answer, as from any name server.
    return undefined;
  }
}
