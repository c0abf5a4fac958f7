import { isIP } from 'node:net';
import { z } from 'zod';

/** `10.0.0.0/8`, `::1`. A prefix of zero would trust whoever connects, and so anybody's word on where they are. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** Addresses and networks (CIDR, RFC 4632), separated by commas. */
export const trustedProxies = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().refine(isAddressOrNetwork, 'must be addresses or networks, as in 10.0.0.0/8')).max(50));
