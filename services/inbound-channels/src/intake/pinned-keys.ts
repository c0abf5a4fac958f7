import { createPublicKey, type KeyObject } from 'node:crypto';

/**
 * Reads the pinned keys, divided by commas: each the PEM of a certificate or of its public key (`\n` may stand for its line
 * ends), or base64 of the public key's DER. Throws when one is neither, or is not RSA of 2,048 bits or more.
 */
export function pinnedKeys(text: string): readonly KeyObject[] {
  return text.split(',').map((one) => {
    const key = keyOf(one.trim());
    if (key.asymmetricKeyType !== 'rsa') throw new Error('The key is not an RSA key');
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new Error('The key is shorter than 2,048 bits');
    return key;
  });
}

/** Node reads a public key out of a certificate's PEM as well. */
function keyOf(text: string): KeyObject {
  if (text.startsWith('-----BEGIN')) return createPublicKey(text.replaceAll('\\n', '\n'));
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}
