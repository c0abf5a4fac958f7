import { z } from 'zod';
import type { Reply, SandboxRequest } from '../core/operation.ts';
import { parseStripeForm } from './stripe-form.ts';
import { stripeError } from './stripe-reply.ts';

/** A whole number as it stands in a form. */
export const formInteger = z
  .string()
  .regex(/^-?\d{1,15}$/, 'Invalid integer')
  .transform(Number);

/** `true` or `false` as it stands in a form. */
export const formBoolean = z.enum(['true', 'false']).transform((word) => word === 'true');

/** Metadata within Stripe's limits: 50 keys of 40 characters, values of 500. An empty form value means none. */
export const formMetadata = z
  .union([
    z.literal('').transform((): Record<string, string> => ({})),
    z.record(z.string().max(40), z.string().max(500)),
  ])
  .refine((metadata) => Object.keys(metadata).length <= 50, 'You can have up to 50 metadata keys');

/** How deep Stripe follows a path. https://docs.stripe.com/expand#multiple-levels */
const expansionDepth = 4;
const depthOf = (path: string): number => path.split('.').filter((part) => part !== 'data').length;

/** `expand[]`, accepted on every call. */
export const expandParam = z
  .array(
    z
      .string()
      .refine((path) => depthOf(path) <= expansionDepth, 'You can only expand up to four levels of a property.'),
  )
  .max(20)
  .optional();

function paramName(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return `${first ?? ''}${rest.map((part) => `[${part}]`).join('')}`;
}

function refuse(issue: z.core.$ZodIssue): Reply {
  const type = 'invalid_request_error';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => paramName([...issue.path, key]));
    const message = `Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`;
    return stripeError(400, { type, code: 'parameter_unknown', message, param: names[0] ?? '' });
  }
  const param = paramName(issue.path);
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return stripeError(400, { type, code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
  }
  const code = issue.message === 'Invalid integer' ? { code: 'parameter_invalid_integer' } : {};
  return stripeError(400, { type, ...code, message: `Invalid ${param}: ${issue.message}`, param });
}

/** Parameters of a call, from the form body of a POST or the query of a GET, or the refusal to answer with. */
export function readStripeParams<T>(
  schema: z.ZodType<T>,
  request: SandboxRequest,
): { params: T; refusal?: never } | { refusal: Reply; params?: never } {
  const text = request.method === 'POST' ? request.body.toString('utf8') : request.query.toString();
  const parsed = schema.safeParse(parseStripeForm(text), { reportInput: true });
  if (parsed.success) return { params: parsed.data };
  const [issue] = parsed.error.issues;
  if (!issue) throw new Error('zod refused without an issue');
  return { refusal: refuse(issue) };
}
