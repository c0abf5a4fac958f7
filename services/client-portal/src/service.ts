import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@loop/runtime';
import { stylesheet } from '@loop/ui';
import { checkoutOrigins, dealLinkKey, type PortalConfig } from './config.ts';
import { previewForgetting } from './decisions/preview-forgetting.ts';
import { onContactEnriched } from './handlers/on-contact-enriched.ts';
import { onContactForgotten } from './handlers/on-contact-forgotten.ts';
import { onContractPresentationFailed } from './handlers/on-contract-presentation-failed.ts';
import { onContractPresented } from './handlers/on-contract-presented.ts';
import { onMilestoneAmountReduced } from './handlers/on-milestone-amount-reduced.ts';
import { onMilestoneCardSaved } from './handlers/on-milestone-card-saved.ts';
import { onMilestoneExposed } from './handlers/on-milestone-exposed.ts';
import { onMilestoneFunded } from './handlers/on-milestone-funded.ts';
import { onMilestoneFundingExpired } from './handlers/on-milestone-funding-expired.ts';
import { onMilestoneFundingExpiring } from './handlers/on-milestone-funding-expiring.ts';
import { onMilestoneFundingFailed } from './handlers/on-milestone-funding-failed.ts';
import { onMilestoneRefundFailed } from './handlers/on-milestone-refund-failed.ts';
import { onMilestoneRefunded } from './handlers/on-milestone-refunded.ts';
import { onMilestoneReleased } from './handlers/on-milestone-released.ts';
import { onOpportunityFound } from './handlers/on-opportunity-found.ts';
import { problemPage } from './pages/problem-page.ts';
import { dealLinkResponder } from './responders/deal-link.ts';
import { deliverResponder } from './responders/deliver.ts';
import { draftResponder } from './responders/draft.ts';
import { signInCodeResponder } from './responders/sign-in-code.ts';
import { getClientRoom } from './routes/get-client-room.ts';
import { getDeal } from './routes/get-deal.ts';
import { getMilestones } from './routes/get-milestones.ts';
import { getPaymentReturn } from './routes/get-payment-return.ts';
import { getReceipt } from './routes/get-receipt.ts';
import { getTimeline } from './routes/get-timeline.ts';
import { paymentRails } from './routes/payment-rails.ts';
import type { PortalContext } from './routes/portal-context.ts';
import { postApprove } from './routes/post-approve.ts';
import { postCode } from './routes/post-code.ts';
import { postDealOpen } from './routes/post-deal-open.ts';
import { postDecline } from './routes/post-decline.ts';
import { postFundingMethod } from './routes/post-funding-method.ts';
import { postPay } from './routes/post-pay.ts';
import { postRevision } from './routes/post-revision.ts';
import { postSelectRail } from './routes/post-select-rail.ts';
import { postSign } from './routes/post-sign.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** The client portal: contracts from the draft to completion, and the room in which clients sign, pay and approve. */
export function clientPortal(settings: PortalConfig): ServiceDefinition {
  const portal: PortalContext = {
    mode: settings.LOOP_MODE,
    portalUrl: settings.LOOP_PORTAL_URL.replace(/\/+$/, ''),
    key: dealLinkKey(settings),
    tenantId: settings.LOOP_TENANT_ID,
    checkoutOrigins: checkoutOrigins(settings),
  };
  const rails = paymentRails();
  return {
    name: 'client-portal',
    migrations: MIGRATIONS,
    handlers: [
      onOpportunityFound,
      onContactEnriched(portal.mode),
      onContactForgotten,
      onContractPresented,
      onContractPresentationFailed,
      onMilestoneFunded,
      onMilestoneFundingFailed,
      onMilestoneFundingExpiring,
      onMilestoneFundingExpired,
      onMilestoneCardSaved,
      onMilestoneReleased,
      onMilestoneAmountReduced,
      onMilestoneRefunded,
      onMilestoneRefundFailed,
      onMilestoneExposed,
    ],
    effects: [],
    routes: [
      getDeal(portal),
      postDealOpen(portal),
      getClientRoom(portal, rails),
      getTimeline(portal, rails),
      getMilestones(portal, rails),
      postCode(portal, rails),
      postSign(portal, rails),
      postDecline(portal, rails),
      postSelectRail(portal, rails),
      postFundingMethod(portal, rails),
      postPay(portal, rails),
      postApprove(portal, rails),
      postRevision(portal, rails),
      getPaymentReturn(portal, rails),
      getReceipt(portal, rails),
    ],
    responders: [
      dealLinkResponder({ key: portal.key, portalUrl: portal.portalUrl }),
      signInCodeResponder(portal.key),
      deliverResponder,
      draftResponder(portal.mode),
    ],
    providers: [],
    previewForgetting,
    publicUrl: portal.portalUrl,
    assets: [{ path: stylesheet.path, contentType: 'text/css; charset=utf-8', body: stylesheet.text }],
    problemPage: problemPage(portal.mode),
  };
}
