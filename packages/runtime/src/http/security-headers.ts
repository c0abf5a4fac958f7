import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const nonces = new WeakMap<ServerResponse, string>();

/** The nonce that this answer's Content-Security-Policy admits. */
export function nonceOf(response: ServerResponse): string {
  const known = nonces.get(response);
  if (known !== undefined) return known;
  const nonce = randomBytes(16).toString('base64');
  nonces.set(response, nonce);
  return nonce;
}

const nonceSource = (_request: IncomingMessage, response: ServerResponse): string => `'nonce-${nonceOf(response)}'`;

/**
 * Headers of every answer: nothing is loaded from elsewhere, nothing inline runs without the answer's own nonce, nobody
 * frames us, forms go to ourselves and to `formAction`, and no address leaks as a referrer. Browsers apply `form-action` to
 * redirects of a form's answer as well, so a checkout's origin belongs there.
 * HSTS only where clients reach us over https: over plain http browsers must ignore it (RFC 6797 §8.1).
 */
export function securityHeaders(publicUrl: string | undefined, formAction: readonly string[]): RequestHandler {
  const https = publicUrl?.startsWith('https:') ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", nonceSource],
        'style-src': ["'self'", nonceSource],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'form-action': ["'self'", ...formAction],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
  }) as RequestHandler;
}
