import {
  type CheckedSettings,
  type ConfigProblem,
  type KeyRules,
  originUrl,
  providerKey,
  serviceConfig,
} from '@loop/runtime';
import { z } from 'zod';

/** Key of the sandbox's unsubscribe links when none is given: nothing it protects is real. */
export const SANDBOX_UNSUBSCRIBE_KEY = 'sandbox-unsubscribe-key-of-no-worth';

/** SendGrid's keys do not tell test from live: the mode decides who is written to. */
export const SENDGRID_KEYS: KeyRules = {
  setting: 'LOOP_SENDGRID_API_KEY',
  sandboxKey: 'SG.sandbox-loop',
  testPrefixes: ['SG.'],
  livePrefixes: ['SG.'],
};

/** It stands in a header, and in the last line of every message. */
const oneLine = z.string().regex(/^\P{Cc}*$/u, 'must be one line');

const addressList = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim().toLowerCase()))
  .pipe(z.array(z.email()).min(1).max(100));

/** What outreach reads from the environment. */
export const config = serviceConfig(
  'outreach',
  {
    LOOP_SENDGRID_API_KEY: z
      .string()
      .min(1)
      .optional()
      .describe('SendGrid API key with Mail Send; without it e-mail is off in test and live'),
    LOOP_SENDER_NAME: oneLine.min(1).max(100).optional().describe('Who writes: the name in From and in every footer'),
    LOOP_SENDER_EMAIL: z.email().optional().describe('Address e-mail is sent from; its domain must be verified'),
    LOOP_POSTAL_ADDRESS: oneLine
      .min(10)
      .max(300)
      .optional()
      .describe('Postal address in every footer, on one line; the law asks for it'),
    LOOP_OUTREACH_URL: originUrl.optional().describe('Where people reach this service to unsubscribe, without a path'),
    LOOP_UNSUBSCRIBE_KEY: z
      .string()
      .min(32)
      .optional()
      .describe('Secret of at least 32 characters that unsubscribe links are made with; changing it breaks old links'),
    LOOP_OPERATOR_EMAIL: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.email())
      .optional()
      .describe(
        'Who is mailed when money needs a person: alerts, and holds about to end; in test mode a test recipient',
      ),
    LOOP_TEST_RECIPIENTS: addressList
      .optional()
      .describe('The only addresses written to in test mode, separated by commas'),
  },
  (settings) => {
    const key = providerKey(settings.LOOP_MODE, settings.LOOP_SENDGRID_API_KEY, SENDGRID_KEYS);
    return [
      ...(key.state === 'refused' ? [key.problem] : []),
      ...liveProblems(settings),
      ...publicKeyProblems(settings),
    ];
  },
);

function publicKeyProblems(settings: CheckedSettings<z.ZodObject>): readonly ConfigProblem[] {
  if (settings.LOOP_MODE === 'sandbox' || settings['LOOP_UNSUBSCRIBE_KEY'] !== SANDBOX_UNSUBSCRIBE_KEY) return [];
  const problem = "is the sandbox's, which everybody can read";
  return [{ name: 'LOOP_UNSUBSCRIBE_KEY', problem, remedy: 'Set it to a random secret of 32 characters or more' }];
}

function liveProblems(settings: CheckedSettings<z.ZodObject>): readonly ConfigProblem[] {
  if (settings.LOOP_MODE !== 'live' || settings['LOOP_TEST_RECIPIENTS'] === undefined) return [];
  const problem = 'is set in live mode, where everybody is written to';
  return [{ name: 'LOOP_TEST_RECIPIENTS', problem, remedy: 'Unset it, or set LOOP_MODE=test' }];
}
