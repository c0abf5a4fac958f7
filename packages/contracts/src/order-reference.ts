/**
 * Whose money an object at PayPal moves, and for which operation of ours: what payments writes into `custom_id`, and the
 * gateway and payments read back. All are UUIDs.
 */
export interface OrderReference {
  readonly tenantId: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly operationId: string;
  readonly correlationId: string;
}

const FIELDS = ['tenantId', 'contractId', 'milestoneId', 'operationId', 'correlationId'] as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** 128 bits in base64url. */
const PART = /^[A-Za-z0-9_-]{22}$/;

/**
 * The reference in 114 characters of base64url, divided by points: five UUIDs as they are would not fit into the 127 that
 * PayPal keeps of a `custom_id`. Throws when one of them is no UUID.
 */
export function writeOrderReference(reference: OrderReference): string {
  return FIELDS.map((field) => packed(reference[field])).join('.');
}

/** Reads {@link writeOrderReference} back; `undefined` for what was not written by it. */
export function readOrderReference(text: string): OrderReference | undefined {
  const parts = text.split('.');
  if (parts.length !== FIELDS.length || !parts.every((part) => PART.test(part))) return undefined;
  const [tenantId = '', contractId = '', milestoneId = '', operationId = '', correlationId = ''] = parts.map(unpacked);
  return { tenantId, contractId, milestoneId, operationId, correlationId };
}

function packed(uuid: string): string {
  if (!UUID.test(uuid)) throw new Error('An order reference is made of UUIDs in lower case');
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

function unpacked(part: string): string {
  const hex = Buffer.from(part, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
