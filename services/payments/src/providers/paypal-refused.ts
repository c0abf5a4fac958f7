/** A refusal of our own: nothing was sent. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: string;

  constructor(reason: string) {
    super(`Not sent to PayPal: ${reason}`);
    this.reason = reason;
  }
}
