/** What a decision follows from; ids of its events and effects are derived from it. */
export interface Origin {
  /** Name of the deciding code: `on contact.enriched`, `settle send_email`, `POST /deal/open`. */
  readonly handler: string;
  /** Id of the cause, a UUID: an event's, or derived from whatever else caused the decision. */
  readonly causationId: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** 0, and one more each time an operator has an event processed again. */
  readonly generation: number;
}
