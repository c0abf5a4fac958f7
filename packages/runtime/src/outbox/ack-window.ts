import type { Msg, MsgHdrs, NatsConnection, Subscription } from '@nats-io/transport-node';

/** Most publishes that wait for their ack at a time. */
const WINDOW = 1024;

/** Time after which a publish without an ack is taken as lost: a refused publish is answered by silence. */
const ACK_TIMEOUT_MS = 2_000;

/** One message to publish. `seq` is its outbox row. */
export interface Publication {
  readonly seq: number;
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly body: string;
}

/** An outbox row the broker says it has, and where. */
export interface Acked {
  readonly seq: number;
  readonly streamSequence: number;
}

interface InFlight {
  readonly seq: number;
  readonly sentAtMs: number;
}

/**
 * Publishes with many acks in flight on one reply inbox: five times the speed of one request a message. What is not acked
 * in time, or refused, is simply dropped from the window; the relay finds it unsent and publishes it again, and the event
 * id makes the second copy harmless.
 */
export class AckWindow {
  readonly #connection: NatsConnection;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #inFlight = new Map<string, InFlight>();
  readonly #onAck: (acked: Acked) => void;
  readonly #onRefused: (seq: number, reason: string) => void;
  #token = 0;

  constructor(
    connection: NatsConnection,
    inbox: string,
    onAck: (acked: Acked) => void,
    onRefused: (seq: number, reason: string) => void,
  ) {
    this.#connection = connection;
    this.#inbox = inbox;
    this.#onAck = onAck;
    this.#onRefused = onRefused;
    this.#subscription = connection.subscribe(`${inbox}.*`, { callback: (_error, message) => this.#answered(message) });
  }

  get room(): number {
    return WINDOW - this.#inFlight.size;
  }

  get size(): number {
    return this.#inFlight.size;
  }

  publish(publication: Publication): void {
    const reply = `${this.#inbox}.${++this.#token}`;
    this.#inFlight.set(reply, { seq: publication.seq, sentAtMs: Date.now() });
    this.#connection.publish(publication.subject, publication.body, { headers: publication.headers, reply });
  }

  /** Gives up on publishes that have waited too long; returns their rows. */
  expire(): number[] {
    const deadlineMs = Date.now() - ACK_TIMEOUT_MS;
    const expired: number[] = [];
    for (const [reply, { seq, sentAtMs }] of this.#inFlight) {
      if (sentAtMs > deadlineMs) break;
      this.#inFlight.delete(reply);
      expired.push(seq);
    }
    return expired;
  }

  /** Forgets everything in flight: acks of before a disconnection say nothing about the broker that is there now. */
  forget(): void {
    this.#inFlight.clear();
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.forget();
  }

  #answered(message: Msg): void {
    const waiting = this.#inFlight.get(message.subject);
    if (waiting === undefined) return;
    this.#inFlight.delete(message.subject);
    const answer = message.data.length === 0 ? undefined : message.json<PubAck>();
    if (answer?.seq) this.#onAck({ seq: waiting.seq, streamSequence: answer.seq });
    else this.#onRefused(waiting.seq, answer?.error?.description ?? 'no stream answers for the subject');
  }
}

interface PubAck {
  readonly seq?: number;
  readonly error?: { readonly description?: string };
}
