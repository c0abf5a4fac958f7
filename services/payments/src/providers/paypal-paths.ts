/** A path of the REST API; every part is escaped. */
export const at = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;
/** A path below an order. */
export const orderPath = (ref: string, ...rest: readonly string[]): string =>
  at('v2', 'checkout', 'orders', ref, ...rest);
/** A path of Payments v2. */
export const paymentPath = (...rest: readonly string[]): string => at('v2', 'payments', ...rest);
