import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Cloud machines' own services that have an address of everybody's: Azure's (168.63.129.16). The others' are link-local, unique local
 * or shared, and fall with those.
 */
const METADATA = new Set(['168.63.129.16', '169.254.169.254', '169.254.170.2', '100.100.100.200', 'fd00:ec2::254']);

/** What IANA has given out for the whole world (https://www.iana.org/assignments/ipv6-unicast-address-assignments). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Says why an address must not be dialled, or nothing when it is an address of the public internet. An IPv4 address that is wrapped
 * in an IPv6 one is judged as what it is; whatever translates (NAT64, 6to4, Teredo) leads to an address nobody has vetted and is refused.
 * What is not an address at all is refused too.
 */
export function whyNotPublic(address: string): 'private_address' | 'metadata_address' | undefined {
  if (isIP(address) === 0) return 'private_address';
  const parsed = ipaddr.process(address.replace(/%.*$/, ''));
  if (METADATA.has(parsed.toString())) return 'metadata_address';
  if (parsed.range() !== 'unicast') return 'private_address';
  return parsed.kind() === 'ipv6' && !parsed.match(GLOBAL_UNICAST) ? 'private_address' : undefined;
}
