import { operatorAlerted } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueAlert } from '../effects/queue-alert.ts';

/** Mails what payments alerts the operator of. */
export function onOperatorAlerted(office: PostOffice): EventHandler {
  return on(operatorAlerted, async (handling) => {
    const { alertedAt: _at, ...alert } = handling.event.data;
    await queueAlert(handling, office, alert);
  });
}
