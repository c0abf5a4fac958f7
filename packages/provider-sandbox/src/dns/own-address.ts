import { networkInterfaces } from 'node:os';

/** The address under which others reach a server that listens on `host`: in a container, where it listens on all, the container's. */
export function ownAddress(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host === 'localhost' ? '127.0.0.1' : host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
