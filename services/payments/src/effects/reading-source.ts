/** Which object was read, and whose notice led to it; `providerEventId` is null when no notice did. */
export interface ReadingSource {
  readonly objectType: string;
  readonly objectRef: string;
  readonly providerEventId: string | null;
}
