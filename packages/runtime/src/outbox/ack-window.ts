import type { Msg, MsgHdrs, NatsConnection, Subscription } from '@nats-io/transport-node';

/** Most publishes that wait for their ack at a time. */
const WINDOW = 1024;

/** Time after which a publish without an ack is taken as lost: a refused publish is answered by silence. */
const ACK_TIMEOUT_MS = 2_000;

/** One message to publish. `seq` is its outbox row. */
export interface Publication {
  readonly seq: number;
  readonly subject: string;
  /** Written when it is sent; throws for a row that can have none. */
  headers(): MsgHdrs;
  readonly body: Uint8Array;
}

/** An outbox row the broker says it has, and where. */
export interface Acked {
  readonly seq: number;
  readonly streamSequence: number;
}

/** Who is told what became of publications. */
export interface AckListener {
  acked(acked: Acked): void;
  refused(seq: number, reason: string): void;
  /** The broker stored a message where it had stored others before: its store is an older copy, or another stream. */
  wentBack(): void;
}

interface InFlight {
  readonly seq: number;
  readonly sentAtMs: number;
  /** Where the stream stood when it was sent: its own place must be behind. */
  readonly after: number;
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
  readonly #inFlight = new Map<number, InFlight>();
  readonly #listener: AckListener;
  #token = 0;
  #highest = 0;

  constructor(connection: NatsConnection, inbox: string, listener: AckListener) {
    this.#connection = connection;
    this.#inbox = inbox;
    this.#listener = listener;
    this.#subscription = connection.subscribe(`${inbox}.*`, {
      // A refused subscription comes without a message; whoever watches the connection hears of it.
      callback: (error, message) => {
        if (error === null) this.#answered(message);
      },
    });
  }

  get room(): number {
    return WINDOW - this.#inFlight.size;
  }

  get size(): number {
    return this.#inFlight.size;
  }

  /** Highest stream sequence known to be taken. */
  get highest(): number {
    return this.#highest;
  }

  /** Throws when it cannot be sent at all: it is larger than the broker takes, has no headers, or the connection is closed. */
  publish(publication: Publication): void {
    const { seq, subject, body } = publication;
    const token = this.#token + 1;
    this.#connection.publish(subject, body, { headers: publication.headers(), reply: `${this.#inbox}.${token}` });
    this.#token = token;
    this.#inFlight.set(token, { seq, sentAtMs: performance.now(), after: this.#highest });
  }

  /** Gives up on publishes that have waited too long; returns their rows. */
  expire(): number[] {
    const deadlineMs = performance.now() - ACK_TIMEOUT_MS;
    const expired: number[] = [];
    for (const [token, { seq, sentAtMs }] of this.#inFlight) {
      if (sentAtMs > deadlineMs) break;
      this.#inFlight.delete(token);
      expired.push(seq);
    }
    return expired;
  }

  /**
   * Forgets everything in flight: acks of before a disconnection say nothing about the broker that is there now, whose
   * stream stands at `highest`.
   */
  forget(highest = 0): void {
    this.#inFlight.clear();
    this.#highest = highest;
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.forget();
  }

  #answered(message: Msg): void {
    const token = Number(message.subject.slice(this.#inbox.length + 1));
    const waiting = this.#inFlight.get(token);
    if (waiting === undefined) return;
    this.#inFlight.delete(token);
    const answer = message.data.length === 0 ? undefined : pubAckOf(message);
    if (!answer?.seq) {
      this.#listener.refused(waiting.seq, answer?.error?.description ?? 'no stream answers for the subject');
    } else if (answer.seq <= waiting.after && !answer.duplicate) {
      this.#listener.wentBack();
    } else {
      this.#highest = Math.max(this.#highest, answer.seq);
      this.#listener.acked({ seq: waiting.seq, streamSequence: answer.seq });
    }
  }
}

interface PubAck {
  readonly seq?: number;
  /** The broker knows the event's id already; `seq` is where. */
  readonly duplicate?: boolean;
  readonly error?: { readonly description?: string };
}

/** How the broker answers nearly always; anything else takes the long way. */
const PLAIN_ACK = /^\{"stream":"[\w-]+",\s*"seq":(\d{1,15})\}$/;

function pubAckOf(message: Msg): PubAck {
  const { buffer, byteOffset, byteLength } = message.data;
  const plain = PLAIN_ACK.exec(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
  return plain === null ? message.json<PubAck>() : { seq: Number(plain[1]) };
}
