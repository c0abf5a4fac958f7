import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';

const answerSeconds = 9 * 24 * 3_600;

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** How a dispute begins: as a question, or with the money gone. */
export interface DisputeOpening {
  readonly kind: 'inquiry' | 'dispute';
  readonly reason: string;
  /** The whole captured amount unless given, in the charge's currency. */
  readonly amountMinor?: number | undefined;
}

/** A dispute of a captured charge, before any money moved. */
export function newDispute(charge: Stripe.Charge, opening: DisputeOpening, createdSeconds: number): Stripe.Dispute {
  const isInquiry = opening.kind === 'inquiry';
  const card = charge.payment_method_details?.card;
  const network = card?.network ?? 'visa';
  return {
    id: randomId('du_', 24),
    object: 'dispute',
    amount: opening.amountMinor ?? charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created: createdSeconds,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: createdSeconds + answerSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: card?.brand ?? 'visa',
        case_type: isInquiry ? 'inquiry' : 'chargeback',
        network,
        network_reason_code: '10.4',
      },
    },
    reason: opening.reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  };
}
