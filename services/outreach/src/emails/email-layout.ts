import type { Sender } from '../domain/sender.ts';
import { COLOURS } from './email-parts.ts';
import { type Html, html } from './html.ts';

/** A message before it is addressed: subject, and the same words as HTML and as text. */
export interface RenderedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The words around a message's own. */
export interface EmailFrame {
  readonly sender: Sender;
  readonly mode: 'sandbox' | 'test' | 'live';
  /** Why this person gets it: one sentence in the footer. */
  readonly because: string;
  /** Absent where there is nothing to unsubscribe from: a code somebody asked for a moment ago. */
  readonly unsubscribeUrl?: string | undefined;
}

/** A message's own words. `text` is the whole body as plain text; lines are not wrapped. */
export interface EmailBody {
  readonly subject: string;
  /** What mail programs show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly html: readonly Html[];
  readonly text: readonly string[];
}

const MODE_NOTES = {
  sandbox: 'Sandbox: this is a rehearsal. Nobody is charged and no money moves.',
  test: 'Test mode: this message went to a test recipient. No money moves.',
  live: undefined,
} as const;

/** Dark colours for the mail programs that ask for them; the others keep the inline, light ones. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;width:100%!important;-webkit-text-size-adjust:100%}
a{text-decoration:underline}
@media (max-width:480px){.card{padding:26px 20px!important}.outer{padding:16px 10px!important}h1{font-size:23px!important}}
@media (prefers-color-scheme:dark){
.paper{background:#121518!important}.card{background:#1b1f23!important;border-color:#31373e!important}
.ink{color:#e9ebee!important}.muted{color:#a9b1ba!important}.line{border-color:#31373e!important}
.sunken{background:#16191d!important;border-color:#31373e!important}
.button{background:#96c0ee!important}.button-text{color:#0b1a2a!important}.link{color:#96c0ee!important}
.mode{background:#2a2140!important;color:#c9aff7!important}}
`;

/** Sets a message: one card of at most 600 px, readable at 320 px, in the dark, and without pictures or styles. */
export function setEmail(body: EmailBody, frame: EmailFrame): RenderedEmail {
  return { subject: oneLine(body.subject), html: document(body, frame), text: plainText(body, frame) };
}

function document({ heading, html: content, preview, subject }: EmailBody, frame: EmailFrame): string {
  const font = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${subject}</title>
<style>${{ html: STYLE }}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${COLOURS.paper}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${COLOURS.paper};font-family:${{ html: font }}">
<tr><td class="outer" align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
${modeNote(frame)}
<tr><td style="padding:4px 4px 14px"><span class="ink" style="color:${COLOURS.ink};font-size:16px;font-weight:700">${frame.sender.name}</span></td></tr>
<tr><td class="card" style="padding:36px 40px;background:${COLOURS.surface};border:1px solid ${COLOURS.line};border-radius:12px">
<h1 class="ink" style="margin:0 0 18px;color:${COLOURS.ink};font-size:26px;line-height:1.25;font-weight:700;letter-spacing:-0.01em">${heading}</h1>
${content}
</td></tr>
<tr><td style="padding:20px 4px 0">${footer(frame)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>`;
  return page.html;
}

function modeNote({ mode }: EmailFrame): Html {
  const note = MODE_NOTES[mode];
  if (note === undefined) return html``;
  return html`<tr><td style="padding:0 0 18px"><p class="mode" style="margin:0;padding:10px 14px;border-radius:8px;background:#f0ebfa;color:#55358a;font-size:14px;line-height:1.45;font-weight:600">${note}</p></td></tr>`;
}

function footer({ because, sender, unsubscribeUrl }: EmailFrame): Html {
  const style = `margin:0 0 8px;color:${COLOURS.muted};font-size:13px;line-height:1.55`;
  const stop =
    unsubscribeUrl === undefined
      ? html``
      : html`<p class="muted" style="${style}"><a class="link" href="${unsubscribeUrl}" style="color:${COLOURS.accent}">Unsubscribe</a>, and we never write to this address again.</p>`;
  return html`<p class="muted" style="${style}">${because}</p>
${stop}
<p class="muted" style="${style}">${imprint(sender)}</p>`;
}

function plainText({ heading, text }: EmailBody, { because, mode, sender, unsubscribeUrl }: EmailFrame): string {
  const note = MODE_NOTES[mode];
  const lines = [
    ...(note === undefined ? [] : [note, '']),
    heading,
    '',
    ...text,
    '',
    '-- ',
    because,
    ...(unsubscribeUrl === undefined
      ? []
      : [`Unsubscribe, and we never write to this address again: ${unsubscribeUrl}`]),
    imprint(sender),
  ];
  return `${lines.join('\n')}\n`;
}

/** Who writes and from where; the name once, where the address begins with it. */
function imprint({ name, postalAddress }: Sender): string {
  return postalAddress.startsWith(name) ? postalAddress : `${name} · ${postalAddress}`;
}

/** A subject is one line, and reads as it is stored: what comes from outside must not start a header of its own. */
function oneLine(subject: string): string {
  return subject
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
    .replace(/[\ud800-\udbff]$/, '');
}
