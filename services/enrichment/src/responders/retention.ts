import { randomUUID } from 'node:crypto';
import { opsRetention, opsSetRetention } from '@loop/contracts';
import { auditAct, type Responder, respond } from '@loop/runtime';
import { keepDays, setKeepDays } from '../store/retention-policies.ts';

/** Answers `retention` and `set_retention`: for how many days a tenant keeps what posts say about people. */
export function retentionResponders(): readonly Responder[] {
  return [
    respond(opsRetention.request('enrichment'), async ({ input, read }) => ({
      ok: await read(input.tenantId, keepDays),
    })),
    respond(opsSetRetention.request('enrichment'), ({ decide, input }) =>
      decide(input.tenantId, { cause: `set retention ${randomUUID()}` }, async ({ now, tx }) => {
        await setKeepDays(tx, input.keepDays, now);
        await auditAct(tx, input, 'set_retention', { tenantId: input.tenantId, keepDays: input.keepDays });
        return { ok: { keepDays: input.keepDays, isDefault: false } };
      }),
    ),
  ];
}
