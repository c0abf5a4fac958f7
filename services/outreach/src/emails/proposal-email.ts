import { formatDay, formatMoney } from '@loop/ui';
import type { ContractDraft } from '../domain/contract-draft.ts';
import { type EmailBody, type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, figures, list, paragraph, smallPrint, subheading } from './email-parts.ts';

const MOST_SCOPE_LINES = 6;

/** A proposal: what we would do, what it costs, how to look at it, and how never to hear from us again. */
export function proposalEmail(draft: ContractDraft, dealUrl: string, frame: EmailFrame): RenderedEmail {
  return setEmail(proposal(draft, dealUrl, frame.sender.name), frame);
}

function proposal(draft: ContractDraft, dealUrl: string, us: string): EmailBody {
  const { currency, market, milestones, service, summary, title, totalMinor } = draft;
  const total = formatMoney(totalMinor, currency);
  const until = formatDay(new Date(draft.validUntil));
  const scope = draft.scope.slice(0, MOST_SCOPE_LINES);
  const more = draft.scope.length - scope.length;
  const lines = milestones.map((milestone) => ({
    label: `${milestone.position}. ${milestone.title}${withinDays(milestone.workDays)}`,
    value: formatMoney(milestone.amountMinor, currency),
  }));
  const comparison =
    `Others charge about ${formatMoney(market.amountMinor, currency)} for this (${market.source}); ` +
    `our price is ${Math.round(market.percentUnder)} % below that.`;
  const opening = `You asked in public for help with something we do. We are ${us}; we read your post and wrote down what we would do for you, step by step, at a fixed price.`;
  const paying =
    'Nothing is due now. You pay a step when you want it started: your card is held, not charged, and the money is taken only after you have approved the work.';
  const link = 'The link is yours alone: whoever has it can see the proposal. Please do not pass it on.';
  const review = `Read the whole proposal, with what is and is not included. It is valid until ${until}.`;
  return {
    subject: `Proposal: ${title}`,
    preview: `${service.name}, ${total} in ${milestones.length === 1 ? 'one step' : `${milestones.length} steps`}, valid until ${until}.`,
    heading: title,
    html: [
      paragraph(opening),
      ...summary.split(/\n+/).map(paragraph),
      subheading('What you get'),
      list(more > 0 ? [...scope, `and ${more} more in the proposal`] : scope),
      subheading('What it costs'),
      figures([...lines, { label: 'Total', value: total, isTotal: true }]),
      smallPrint(comparison),
      paragraph(paying),
      button('Read the proposal', dealUrl),
      smallPrint(`${review} ${link}`),
    ],
    text: [
      opening,
      '',
      summary,
      '',
      'What you get:',
      ...scope.map((item) => `- ${item}`),
      ...(more > 0 ? [`- and ${more} more in the proposal`] : []),
      '',
      'What it costs:',
      ...lines.map(({ label, value }) => `${label}: ${value}`),
      `Total: ${total}`,
      comparison,
      '',
      paying,
      '',
      review,
      dealUrl,
      '',
      link,
    ],
  };
}

/** How long a step takes; nothing where the draft does not say. */
function withinDays(workDays: number | null): string {
  if (workDays === null) return '';
  return `, within ${workDays} ${workDays === 1 ? 'day' : 'days'}`;
}
