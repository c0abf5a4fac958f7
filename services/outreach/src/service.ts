import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type ConfigOf, type ProviderState, providerKey, type ServiceDefinition } from '@loop/runtime';
import { stylesheet } from '@loop/ui';
import { type config, SANDBOX_UNSUBSCRIBE_KEY, SENDGRID_KEYS } from './config.ts';
import type { Sender } from './domain/sender.ts';
import type { Mailing, PostOffice } from './effects/mailing.ts';
import { sendAlertEffect } from './effects/send-alert.ts';
import { sendEmailEffect } from './effects/send-email.ts';
import { acknowledged } from './handlers/acknowledged.ts';
import { onCodeRequested } from './handlers/on-code-requested.ts';
import { onContactEnriched } from './handlers/on-contact-enriched.ts';
import { onContactForgotten } from './handlers/on-contact-forgotten.ts';
import { onContactOptedOut } from './handlers/on-contact-opted-out.ts';
import { onContractCompleted } from './handlers/on-contract-completed.ts';
import { onContractDeclined } from './handlers/on-contract-declined.ts';
import { onContractDrafted } from './handlers/on-contract-drafted.ts';
import { onDeliverySubmitted } from './handlers/on-delivery-submitted.ts';
import { onMessageStatusChanged } from './handlers/on-message-status-changed.ts';
import { onMilestoneAmountReduced } from './handlers/on-milestone-amount-reduced.ts';
import { onMilestoneCardSaved } from './handlers/on-milestone-card-saved.ts';
import { onMilestoneFunded } from './handlers/on-milestone-funded.ts';
import { onMilestoneFundingExpiring } from './handlers/on-milestone-funding-expiring.ts';
import { onMilestoneFundingFailed } from './handlers/on-milestone-funding-failed.ts';
import { onMilestoneRefundFailed } from './handlers/on-milestone-refund-failed.ts';
import { onMilestoneRefunded } from './handlers/on-milestone-refunded.ts';
import { onOperatorAlerted } from './handlers/on-operator-alerted.ts';
import { unsubscribeToken } from './proofs/unsubscribe-token.ts';
import { offEmail } from './providers/off-email.ts';
import { sendGridEmail } from './providers/sendgrid-email.ts';
import { unsubscribePageRoute, unsubscribeRoute } from './routes/unsubscribe.ts';
import { previewForgetting } from './store/contacts.ts';

type Settings = ConfigOf<typeof config>;

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** Who writes in sandbox mode, where nobody is written to. */
const SANDBOX_SENDER: Sender = {
  name: 'Tidewell Studio',
  email: 'hello@tidewell-studio.com',
  postalAddress: 'Tidewell Studio, 14 Quayside Row, Bristol BS1 4QA, United Kingdom',
};

/** The outreach service: presents contracts and writes to clients, to nobody who does not want it. */
export function outreach(settings: Settings): ServiceDefinition {
  const { LOOP_MODE: mode, LOOP_SANDBOX_URL: sandboxUrl } = settings;
  const sendGrid = providerKey(mode, settings.LOOP_SENDGRID_API_KEY, SENDGRID_KEYS);
  if (sendGrid.state === 'refused') throw new Error(`${sendGrid.problem.name} ${sendGrid.problem.problem}`);
  const isConfigured = sendGrid.state === 'configured';
  const provider: ProviderState = isConfigured
    ? { provider: 'sendgrid', state: sendGrid.mode }
    : { provider: 'sendgrid', state: 'off', missing: sendGrid.missing };
  const sender = isConfigured ? sendGridEmail({ apiKey: sendGrid.key, sandboxUrl }) : offEmail();
  const unsubscribeKey = settings.LOOP_UNSUBSCRIBE_KEY ?? spareKey(mode);
  const mailing = mailingOf(settings, unsubscribeKey, isConfigured ? [] : sendGrid.missing);
  const office: PostOffice = {
    mailing,
    sendEmail: sendEmailEffect(sender, mailing),
    sendAlert: sendAlertEffect(sender, mailing),
  };
  const frame = { brand: mailing.sender.name, mode };
  return {
    name: 'outreach',
    migrations: MIGRATIONS,
    handlers: [
      onContactEnriched,
      onContactForgotten,
      onContactOptedOut,
      onContractDrafted(office),
      onContractDeclined,
      onContractCompleted(office),
      onCodeRequested(office),
      onDeliverySubmitted(office),
      onMilestoneFunded(office),
      onMilestoneCardSaved(office),
      onMilestoneFundingFailed(office),
      onMilestoneFundingExpiring(office),
      onMilestoneAmountReduced(office),
      onMilestoneRefunded(office),
      onMilestoneRefundFailed(office),
      onOperatorAlerted(office),
      onMessageStatusChanged(office),
      ...acknowledged,
    ],
    effects: [office.sendEmail, office.sendAlert] as ServiceDefinition['effects'],
    routes: [unsubscribePageRoute(unsubscribeKey, frame), unsubscribeRoute(unsubscribeKey, frame)],
    responders: [],
    providers: [provider],
    previewForgetting,
    publicUrl: settings.LOOP_OUTREACH_URL,
    assets: [{ path: stylesheet.path, contentType: 'text/css; charset=utf-8', body: stylesheet.text }],
  };
}

/** Outside sandbox nothing is sent without a key of the operator's, and no link may be valid that anybody could make. */
function spareKey(mode: Settings['LOOP_MODE']): string {
  return mode === 'sandbox' ? SANDBOX_UNSUBSCRIBE_KEY : randomBytes(32).toString('hex');
}

/** One-click unsubscription demands https (RFC 8058 §3.1): in live mode another address counts as none. */
function unsubscribeBase({ LOOP_MODE: mode, LOOP_OUTREACH_URL: url }: Settings): string | undefined {
  return mode === 'live' && url?.startsWith('http:') ? undefined : url;
}

function mailingOf(settings: Settings, unsubscribeKey: string, providerMissing: readonly string[]): Mailing {
  const { LOOP_MODE: mode } = settings;
  const given = {
    LOOP_SENDER_NAME: settings.LOOP_SENDER_NAME,
    LOOP_SENDER_EMAIL: settings.LOOP_SENDER_EMAIL,
    LOOP_POSTAL_ADDRESS: settings.LOOP_POSTAL_ADDRESS,
    LOOP_OUTREACH_URL: unsubscribeBase(settings),
    LOOP_UNSUBSCRIBE_KEY: settings.LOOP_UNSUBSCRIBE_KEY,
  };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const baseUrl = settings.LOOP_OUTREACH_URL ?? `http://${settings.LOOP_HTTP_HOST}:${settings.LOOP_HTTP_PORT}`;
  return {
    rules: {
      mode,
      providerMissing,
      senderMissing: mode === 'sandbox' ? [] : missing,
      testRecipients: settings.LOOP_TEST_RECIPIENTS ?? [],
    },
    sender: {
      name: settings.LOOP_SENDER_NAME ?? SANDBOX_SENDER.name,
      email: settings.LOOP_SENDER_EMAIL ?? SANDBOX_SENDER.email,
      postalAddress: settings.LOOP_POSTAL_ADDRESS ?? SANDBOX_SENDER.postalAddress,
    },
    provider: 'sendgrid',
    operatorEmail: settings.LOOP_OPERATOR_EMAIL,
    unsubscribeUrl: (tenantId, messageId) =>
      new URL(`/unsubscribe/${unsubscribeToken(unsubscribeKey, { tenantId, messageId })}`, baseUrl).href,
  };
}
