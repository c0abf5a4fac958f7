import { opsPause, opsResume } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';

/**
 * Answers `pause` and `resume`. A pause stops effects from being claimed, of one tenant and provider or of all; calls under
 * way end. Resuming takes back the pause of exactly that tenant and provider, and closes the provider's breaker.
 */
export function pauseResponders({ core, definition }: BuiltIn): readonly Responder[] {
  return [
    respond(opsPause.request(definition.name), async ({ input }) => {
      const changed = await transaction(core.runtimePool, async (session) => {
        audit(session, input, 'pause', { tenantId: input.tenantId, provider: input.provider });
        return session.sql(
          `INSERT INTO pauses (kind, tenant_id, provider, reason, actor) VALUES ('operator', $1, $2, $3, $4)
           ON CONFLICT DO NOTHING RETURNING 1`,
          [input.tenantId, input.provider, input.reason, input.actor],
        );
      });
      return { ok: { paused: true, changed: changed.length > 0 } };
    }),
    respond(opsResume.request(definition.name), async ({ input }) => {
      const changed = await transaction(core.runtimePool, async (session) => {
        audit(session, input, 'resume', { tenantId: input.tenantId, provider: input.provider });
        return session.sql(
          `DELETE FROM pauses WHERE provider IS NOT DISTINCT FROM $2 AND (kind = 'breaker' OR tenant_id IS NOT DISTINCT FROM $1::uuid)
           RETURNING 1`,
          [input.tenantId, input.provider],
        );
      });
      core.pokes.effects();
      return { ok: { paused: false, changed: changed.length > 0 } };
    }),
  ];
}
