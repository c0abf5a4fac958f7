/**
 * The sandbox's own time: real time plus an offset that the control API moves. Holds, Checkout sessions and Hacker News
 * dates follow it; webhook signatures and delivery retries stay on real time.
 */
export class VirtualClock {
  /** Milliseconds added to real time; negative values go back. */
  offsetMs = 0;

  /** Virtual time in milliseconds since the epoch. */
  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  /** Virtual time in whole seconds since the epoch, the unit Stripe and SendGrid speak. */
  nowSeconds(): number {
    return Math.floor(this.nowMs() / 1000);
  }
}
