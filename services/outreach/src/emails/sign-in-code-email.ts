import { formatTime } from '@loop/ui';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { COLOURS, paragraph, smallPrint } from './email-parts.ts';
import { html } from './html.ts';

/** What a code is for, as the client would say it. */
const PURPOSES = {
  sign: 'sign the contract',
  approve: 'approve the delivery',
  dispute: 'dispute the milestone',
} as const;

/** A one-time code; nothing else stands in the message, and no link, so that there is nothing to imitate. */
export function signInCodeEmail(
  code: string,
  purpose: keyof typeof PURPOSES,
  expiresAt: Date,
  frame: EmailFrame,
): RenderedEmail {
  const act = PURPOSES[purpose];
  const until = formatTime(expiresAt);
  const ask = `Enter this code to ${act}. It works once, until ${until}.`;
  const warning = `We never ask for it on the telephone or by e-mail. If you did not want to ${act}, somebody else may have your link: ignore this message and nothing happens.`;
  return setEmail(
    {
      subject: `${code} is your code to ${act}`,
      preview: `It works once, until ${until}.`,
      heading: 'Your code',
      html: [
        paragraph(ask),
        html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px;border-collapse:separate"><tr><td class="sunken ink" align="center" style="padding:20px 8px;background:${COLOURS.sunken};border:1px solid ${COLOURS.line};border-radius:10px;color:${COLOURS.ink};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:32px;line-height:1.2;font-weight:700;letter-spacing:0.18em">${code}</td></tr></table>`,
        smallPrint(warning),
      ],
      text: [ask, '', `    ${code}`, '', warning],
    },
    frame,
  );
}
