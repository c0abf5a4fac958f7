import { formatMoney } from '@loop/ui';
import type { ContractDraft } from '../domain/contract-draft.ts';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, figures, paragraph } from './email-parts.ts';

/** The last message of a contract: thanks, and what was done for how much. */
export function contractCompletedEmail(draft: ContractDraft, roomUrl: string | null, frame: EmailFrame): RenderedEmail {
  const { currency, milestones, title, totalMinor } = draft;
  const thanks = `Every step of “${title}” is delivered, approved and paid. Thank you for working with us.`;
  const lines = milestones.map((milestone) => ({
    label: `${milestone.position}. ${milestone.title}`,
    value: formatMoney(milestone.amountMinor, currency),
  }));
  const total = { label: 'Total paid', value: formatMoney(totalMinor, currency), isTotal: true };
  const keep = 'Your contract, its signature record and the receipts stay in your client room.';
  return setEmail(
    {
      subject: `Completed: ${title}`,
      preview: 'Everything is delivered, approved and paid.',
      heading: 'All done',
      html: [
        paragraph(thanks),
        figures([...lines, total]),
        paragraph(keep),
        ...(roomUrl === null ? [] : [button('Open your client room', roomUrl)]),
      ],
      text: [
        thanks,
        '',
        ...[...lines, total].map(({ label, value }) => `${label}: ${value}`),
        '',
        keep,
        ...(roomUrl === null ? [] : ['', roomUrl]),
      ],
    },
    frame,
  );
}
