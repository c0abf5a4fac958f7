import type { Mode } from '../domain/statement.ts';

/** What the portal's routes know of their surroundings. */
export interface PortalContext {
  readonly mode: Mode;
  /** Where clients reach the portal, without a slash at the end. */
  readonly portalUrl: string;
  /** Key of links, sessions and codes. */
  readonly key: string;
  /** Any tenant: a link is looked up before its own is known. */
  readonly tenantId: string;
  /** Where pay buttons may lead (CSP `form-action`). */
  readonly checkoutOrigins: readonly string[];
}
