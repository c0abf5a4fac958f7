import { z } from 'zod';
import type { Reply, SandboxRequest } from '../core/operation.ts';
import { type Amount, readMoney } from './paypal-money.ts';
import { paypalError, unprocessable } from './paypal-reply.ts';

/** A body that could be read, or the refusal to answer with. */
export type ReadBody<T> = { readonly value: T } | { readonly refusal: Reply };

/** Money as the caller writes it. */
export const moneyField = z.strictObject({ currency_code: z.string().length(3), value: z.string().min(1).max(32) });

const invalid = (details: { field: string; issue: string }[]): Reply =>
  paypalError(
    400,
    'INVALID_REQUEST',
    details.map((detail) => ({ ...detail, location: 'body' as const, description: 'The field is not as described.' })),
  );

/** Reads a JSON body; an empty one counts as `{}`. Unknown fields are refused. */
export function readBody<T>(schema: z.ZodType<T>, request: SandboxRequest): ReadBody<T> {
  const text = request.body.toString('utf8').trim();
  let json: unknown;
  try {
    json = JSON.parse(text === '' ? '{}' : text);
  } catch {
    return { refusal: invalid([{ field: '/', issue: 'MALFORMED_REQUEST_JSON' }]) };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return { refusal: invalid(parsed.error.issues.map((issue) => ({ field: pointerOf(issue), issue: issueOf(issue) }))) };
}

function pointerOf(issue: z.core.$ZodIssue): string {
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
  return `/${keys.map(String).join('/')}`;
}

function issueOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return 'INVALID_STRING_MAX_LENGTH';
  if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return 'MISSING_REQUIRED_PARAMETER';
  return issue.code === 'invalid_type' ? 'INVALID_PARAMETER_SYNTAX' : 'INVALID_PARAMETER_VALUE';
}

/** Reads an amount that must be in `currency` where one is given; `mismatch` is PayPal's word for another. */
export function readAmount(
  money: z.output<typeof moneyField>,
  currency?: string,
  mismatch = 'CURRENCY_MISMATCH',
): ReadBody<Amount> {
  const read = readMoney(money);
  if ('issue' in read) return { refusal: unprocessable(read.issue, `The amount ${money.value} cannot be taken.`) };
  if (currency !== undefined && read.currency !== currency) {
    return { refusal: unprocessable(mismatch, `The currency must be ${currency}.`) };
  }
  return { value: read };
}

/** Whether the caller wants the whole object back (`Prefer: return=representation`). */
export const wantsRepresentation = ({ headers }: SandboxRequest): boolean =>
  String(headers['prefer'] ?? '').includes('return=representation');
