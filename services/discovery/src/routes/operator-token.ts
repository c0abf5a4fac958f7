import { createHash, timingSafeEqual } from 'node:crypto';
import { type Mode, problem, type Reply } from '@loop/runtime';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * Whether whoever asks may spend money and have people written to; undefined when so. In sandbox mode neither happens, so that without
 * a token anybody on this machine may; in test and live the endpoint is off without one.
 */
export function refusalOf(mode: Mode, token: string | undefined, authorization: string | undefined): Reply | undefined {
  if (token === undefined) {
    if (mode === 'sandbox') return undefined;
    const detail = 'Set LOOP_DISCOVERY_TOKEN, and send it as a bearer token';
    return problem(503, 'discovery_token_not_configured', 'Not configured', detail);
  }
  const given = /^Bearer (\S{1,500})$/i.exec(authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(sha256(given), sha256(token))) return undefined;
  return problem(401, 'unauthorized', 'Unauthorized', 'Send the bearer token that LOOP_DISCOVERY_TOKEN names');
}
