import { type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type Check, type Checked, type Remark, summedUp } from './check.ts';

type PhoneType = NonNullable<Check['phoneType']>;

const TYPES: Readonly<Partial<Record<NonNullable<NumberType>, PhoneType>>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed_line',
  FIXED_LINE_OR_MOBILE: 'fixed_line_or_mobile',
  VOIP: 'voip',
  TOLL_FREE: 'toll_free',
  PREMIUM_RATE: 'premium_rate',
};

const ABOUT_TYPE: Readonly<Partial<Record<PhoneType, Remark>>> = {
  premium_rate: { verdict: 'risky', by: -0.4, reason: 'Whoever calls it pays a premium' },
  toll_free: { by: -0.05, reason: 'A toll-free line: an organisation answers' },
};

const IN_PLAN: Remark = { verdict: 'valid', by: 0.02, reason: "Within its country's numbering plan" };
const NOT_IN_PLAN: Remark = {
  verdict: 'risky',
  by: -0.15,
  reason: "Not assigned in its country's numbering plan as we know it",
};
const NO_NUMBER: Remark = { verdict: 'invalid', by: -1, reason: 'No telephone number of any country' };

/** Checks a telephone number in E.164 against its country's numbering plan, and says what kind of line it is. Nobody is rung. */
export function checkPhone(number: string): Checked {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined || !parsed.isPossible()) return summedUp([NO_NUMBER], 'unknown');
  if (!parsed.isValid()) return summedUp([NOT_IN_PLAN], 'unknown');
  const type = parsed.getType();
  const known = type === undefined ? 'unknown' : (TYPES[type] ?? 'other');
  const about = ABOUT_TYPE[known];
  return summedUp(about === undefined ? [IN_PLAN] : [IN_PLAN, about], known);
}
