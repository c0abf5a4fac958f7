import type { MailRecord, SandboxClient } from '@loop/provider-sandbox';
import { eventually } from './patience.ts';

const CODE_TIMEOUT_MS = 30_000;

/** A client's mailbox, read as the client would: the link of a proposal, the code that was just asked for. */
export class DealMailbox {
  readonly #sandbox: SandboxClient;
  readonly #proposal: MailRecord;
  readonly #known: Set<string>;

  private constructor(sandbox: SandboxClient, proposal: MailRecord, known: Set<string>) {
    this.#sandbox = sandbox;
    this.#proposal = proposal;
    this.#known = known;
  }

  /** Waits for the proposal that message `messageId` carries. */
  static async open(sandbox: SandboxClient, messageId: string): Promise<DealMailbox> {
    const proposal = await eventually('the proposal in the mailbox', async () => {
      return (await sandbox.mailbox()).find((mail) => mail.customArgs['message_id'] === messageId);
    });
    const before = await sandbox.mailbox({ to: proposal.to.email });
    return new DealMailbox(sandbox, proposal, new Set(before.map(({ id }) => id)));
  }

  /** The deal link of the proposal. Throws when there is none. */
  get dealLink(): string {
    const link = /https?:\/\/\S+\/deal#[^\s<>")\]]+/.exec(this.#proposal.text ?? '')?.[0];
    if (link === undefined) throw new Error(`The proposal "${this.#proposal.subject}" holds no deal link`);
    return link;
  }

  /** Waits for a code that came since the last call, and takes the newest. Rejects after `timeoutMs`. */
  async nextCode(timeoutMs = CODE_TIMEOUT_MS): Promise<string> {
    const { email } = this.#proposal.to;
    const find = async (): Promise<string | undefined> => {
      const fresh = (await this.#sandbox.mailbox({ to: email })).filter(({ id }) => !this.#known.has(id));
      for (const { id } of fresh) this.#known.add(id);
      return fresh.flatMap(({ subject }) => /^(\d{8}) is your code/.exec(subject)?.[1] ?? [])[0];
    };
    return await eventually('a code in the mailbox', find, timeoutMs);
  }
}
