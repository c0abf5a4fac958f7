import type { MailRecord, SandboxClient } from '@loop/provider-sandbox';
import { eventually } from './patience.ts';

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

  /** Waits for a code that no earlier call has returned. */
  async nextCode(): Promise<string> {
    const { email } = this.#proposal.to;
    return await eventually('a code in the mailbox', async () => {
      for (const mail of await this.#sandbox.mailbox({ to: email })) {
        if (this.#known.has(mail.id)) continue;
        this.#known.add(mail.id);
        const code = /^(\d{8}) is your code/.exec(mail.subject)?.[1];
        if (code !== undefined) return code;
      }
      return undefined;
    });
  }
}
