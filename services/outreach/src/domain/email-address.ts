/**
 * An e-mail address as it is compared and suppressed: trimmed and in lower case. Local parts are case-sensitive by standard
 * (RFC 5321 §2.4) and nowhere in practice; writing to somebody who opted out under another spelling would be worse.
 * Undefined for what is no address to write to.
 */
export function normalisedEmail(value: string): string | undefined {
  const address = value.trim().toLowerCase();
  return /^[^\s@<>,;:"()[\]\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(address) && address.length <= 254
    ? address
    : undefined;
}
