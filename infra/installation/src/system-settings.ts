import type { Environment } from '@loop/runtime';
import type { Secrets } from './secrets.ts';

/** An invented sender: every proposal in sandbox mode comes from it. */
const SANDBOX_SENDER = {
  LOOP_SENDER_NAME: 'Mara Lindqvist, Customer Loop',
  LOOP_SENDER_EMAIL: 'mara@customerloop.studio',
  LOOP_POSTAL_ADDRESS: 'Customer Loop Studio, 14 Harbour Row, Bristol BS1 6QH, United Kingdom',
} as const;

/** Where an installation's parts are when the operator says nothing else. */
interface SystemUrls {
  readonly outreach: string;
  readonly portal: string;
  readonly sandbox: string;
}

/**
 * The settings of the whole system but for what differs between its services. What the operator set wins over what is
 * generated, but never over what the sandbox signs with; a setting that is empty counts as not set. Without a LOOP_MODE the
 * mode is sandbox. Nothing is checked here.
 */
export function systemSettings(operator: Environment, secrets: Secrets, urls: SystemUrls): Environment {
  const given = Object.fromEntries(Object.entries(operator).filter(([, value]) => value !== undefined && value !== ''));
  const mode = given['LOOP_MODE'] ?? 'sandbox';
  return {
    LOOP_MODE: mode,
    ...generatedSettings(given, secrets, urls),
    ...(mode === 'sandbox' ? { ...SANDBOX_SENDER, LOOP_SANDBOX_URL: urls.sandbox } : {}),
    ...given,
    ...(mode === 'sandbox' ? whatTheSandboxSignsWith(secrets) : {}),
  };
}

/** Where the sandbox sends which webhooks below `inboundUrl`, and what it signs them with: its LOOP_SANDBOX_WEBHOOKS. */
export function sandboxWebhooks(secrets: Secrets, inboundUrl: string): string {
  return JSON.stringify({
    stripe: { url: `${inboundUrl}/stripe/${secrets.stripeSourceId}`, secret: secrets.stripeWebhookSecret },
    sendgrid: {
      url: `${inboundUrl}/sendgrid/${secrets.sendgridSourceId}`,
      privateKeyPem: secrets.sendgridWebhookKey.privateKeyPem,
    },
    paypal: {
      url: `${inboundUrl}/paypal/${secrets.paypalSourceId}`,
      webhookId: secrets.paypalWebhookId,
      privateKeyPem: secrets.paypalWebhookKey.privateKeyPem,
    },
  });
}

/** Addresses on this machine and keys of this installation. */
function generatedSettings(given: Environment, secrets: Secrets, urls: SystemUrls): Environment {
  // Links to this machine must not go out to real clients: whoever can write to them says where the portal is.
  const sendsToClients = given['LOOP_MODE'] === 'live' && given['LOOP_SENDGRID_API_KEY'] !== undefined;
  return {
    LOOP_OUTREACH_URL: urls.outreach,
    LOOP_DEAL_LINK_KEY: secrets.dealLinkKey,
    LOOP_UNSUBSCRIBE_KEY: secrets.unsubscribeKey,
    ...(sendsToClients ? {} : { LOOP_PORTAL_URL: urls.portal }),
    ...(given['LOOP_STRIPE_WEBHOOK_SECRET'] === undefined ? {} : { LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId }),
    ...(given['LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY'] === undefined
      ? {}
      : { LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId }),
    ...(given['LOOP_PAYPAL_WEBHOOK_CERTIFICATE'] === undefined
      ? {}
      : { LOOP_PAYPAL_SOURCE_ID: secrets.paypalSourceId }),
  };
}

/** What must agree with the sandbox: whatever the operator has set for real providers does not count there. */
function whatTheSandboxSignsWith(secrets: Secrets): Environment {
  return {
    LOOP_STRIPE_SOURCE_ID: secrets.stripeSourceId,
    LOOP_STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    LOOP_SENDGRID_SOURCE_ID: secrets.sendgridSourceId,
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.sendgridWebhookKey.publicKey,
    LOOP_PAYPAL_SOURCE_ID: secrets.paypalSourceId,
    LOOP_PAYPAL_WEBHOOK_ID: secrets.paypalWebhookId,
    LOOP_PAYPAL_WEBHOOK_CERTIFICATE: secrets.paypalWebhookKey.publicKey,
  };
}
