import { problem, type Reply } from '@loop/runtime';

/** The one answer for everything that is not the caller's to see; the same bytes as for an address nobody serves. */
export const NOT_FOUND: Reply = problem(404, 'not_found', 'Not found', 'There is nothing here');

/** A form that did not come from our own page. */
export const FOREIGN_FORM: Reply = problem(
  403,
  'cross_site',
  'This form did not come from our page',
  'Open the page from our email and try again there.',
);

/** Where a refusal's page leads back to. */
export interface Back {
  readonly href: string;
  readonly label: string;
}

/** A refusal, as a problem document or as a page with a way back. */
export function refusal(status: number, type: string, title: string, detail: string, back: Back): Reply {
  return problem(status, type, title, detail, { back });
}

/** Whether the caller asks for JSON rather than for a page. */
export function wantsJson(headers: Readonly<Record<string, string | undefined>>): boolean {
  const accept = headers['accept'] ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}
