/** Serialisation failure, deadlock, lock not to be had in time. */
const CONTENTION: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);

/** Whether a transaction failed only because of others beside it: nobody's fault, and right when tried again. */
export function isContention(error: unknown): boolean {
  return CONTENTION.has((error as { code?: string } | undefined)?.code ?? '');
}
