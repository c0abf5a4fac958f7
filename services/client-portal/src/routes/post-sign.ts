import { html, type Reply, type Route, type RouteContext, redirect, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { z } from 'zod';
import { type SignRefusal, signContract } from '../decisions/sign-contract.ts';
import { typedName } from '../domain/typed-text.ts';
import { clientRoomPage } from '../pages/client-room-page.tsx';
import type { FormErrors } from '../pages/sign-step.tsx';
import { type OpenedRoom, openRoom, roomParams } from './open-room.ts';
import type { PaymentRails } from './payment-rails.ts';
import type { PortalContext } from './portal-context.ts';
import { FOREIGN_FORM, NOT_FOUND, refusal, wantsJson } from './replies.ts';
import { isSameOrigin } from './same-origin.ts';

const body = z.object({
  version: z.coerce.number().int().min(1),
  statementSha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(200).default(''),
  consent: z.string().max(10).optional(),
  code: z.string().max(40).default(''),
});

/** Signs the version that the client had before them. */
export function postSign(portal: PortalContext, rails: PaymentRails): Route {
  return route({
    method: 'post',
    path: '/client-room/:contractId/sign',
    summary: 'Signs the statement of work',
    reads: 'form',
    ratePerMinute: 60,
    formAction: portal.checkoutOrigins,
    params: roomParams,
    body,
    handle: async (context) => {
      if (!isSameOrigin(context.headers, portal.portalUrl)) return FOREIGN_FORM;
      const { contractId } = context.params;
      const opened = await openRoom(portal, rails, context, contractId);
      if (opened === null) return NOT_FOUND;
      const { version, statementSha256, code, consent } = context.body;
      const name = typedName(context.body.name);
      const missing = missingFields(name, consent);
      if (missing !== null) return formReply(context, opened, { ...missing, typedName: name });
      const signer = { ip: context.ip, userAgent: context.userAgent, sessionHash: opened.sessionHash };
      const cause = {
        cause: `sign ${contractId} ${version} ${context.idempotencyKey}`,
        correlationId: opened.correlationId,
      };
      const refused = await context.decide(opened.tenantId, cause, (decision) =>
        signContract(decision, portal.key, { contractId, version, statementSha256, name, code, signer }),
      );
      if (refused === null) return redirect(`/client-room/${contractId}`);
      return refusedReply(context, opened, refused, name);
    },
  });
}

function missingFields(name: string, consent: string | undefined): FormErrors | null {
  const errors: FormErrors = {
    ...(name === '' ? { name: 'Type your full name to sign.' } : {}),
    ...(consent === 'yes' ? {} : { consent: 'Tick the box to sign.' }),
  };
  return Object.keys(errors).length === 0 ? null : errors;
}

/** What of a request decides how it is answered. */
type Asked = Pick<RouteContext<unknown, unknown, unknown>, 'headers' | 'nonce'>;

/** The form again, saying at the field what was wrong; a problem document for programs. */
function formReply({ headers, nonce }: Asked, { room }: OpenedRoom, errors: FormErrors): Reply {
  if (!wantsJson(headers)) return html(renderPage(clientRoomPage(room, nonce, errors)), 422);
  const detail = errors.name ?? errors.consent ?? errors.code ?? 'The form is not complete';
  const href = `/client-room/${room.statement.contractId}`;
  return refusal(422, 'invalid_form', 'Not signed', detail, { href, label: 'Back' });
}

function refusedReply(asked: Asked, opened: OpenedRoom, refused: SignRefusal, typedName: string): Reply {
  const room = `/client-room/${opened.room.statement.contractId}`;
  switch (refused.refused) {
    case 'not_found':
      return NOT_FOUND;
    case 'already_signed':
      return redirect(room);
    case 'version_changed':
      return refusal(409, 'version_changed', 'The statement has changed', refused.detail, {
        href: room,
        label: 'Read the new version',
      });
    case 'expired':
    case 'wrong_code':
    case 'too_many_attempts':
    case 'no_code':
      return formReply(asked, opened, { code: refused.detail, typedName });
    default:
      return refusal(409, refused.refused, 'Not signed', refused.detail, { href: room, label: 'Back to your room' });
  }
}
