import { type Html, html } from './html.ts';

/** Colours of the light theme, as inline styles need them; the dark theme's stand in the layout's style sheet. */
export const COLOURS = {
  paper: '#f6f5f1',
  surface: '#ffffff',
  sunken: '#f1efea',
  ink: '#1a1e23',
  muted: '#545b64',
  line: '#dedad1',
  accent: '#1d4770',
} as const;

/** A paragraph. */
export function paragraph(text: string): Html {
  return html`<p class="ink" style="margin:0 0 16px;color:${COLOURS.ink};font-size:16px;line-height:1.6">${text}</p>`;
}

/** Small print. */
export function smallPrint(text: string): Html {
  return html`<p class="muted" style="margin:0 0 18px;color:${COLOURS.muted};font-size:14px;line-height:1.55">${text}</p>`;
}

/** A heading within the message. */
export function subheading(text: string): Html {
  return html`<h2 class="ink" style="margin:28px 0 10px;color:${COLOURS.ink};font-size:17px;line-height:1.35;font-weight:700">${text}</h2>`;
}

/** A list with short lines. */
export function list(items: readonly string[]): Html {
  return html`<ul style="margin:0 0 16px;padding:0 0 0 20px">${items.map(
    (item) =>
      html`<li class="ink" style="margin:0 0 6px;color:${COLOURS.ink};font-size:16px;line-height:1.5">${item}</li>`,
  )}</ul>`;
}

/** The one thing to do. A table cell, since some mail programs draw no padding on links. */
export function button(label: string, url: string): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px;border-collapse:separate">
<tr><td class="button" align="center" bgcolor="${COLOURS.accent}" style="border-radius:8px;background:${COLOURS.accent}">
<a class="button-text" href="${url}" style="display:inline-block;padding:14px 26px;color:#ffffff;font-size:16px;line-height:1.25;font-weight:600;text-decoration:none;border-radius:8px">${label}</a>
</td></tr></table>`;
}

/** Lines of text on the left and their figures on the right; the last one may be the sum. */
export function figures(lines: readonly { label: string; note?: string; value: string; isTotal?: boolean }[]): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;border-collapse:collapse">${lines.map(
    ({ isTotal, label, note, value }) => {
      const weight = isTotal ? '700' : '400';
      return html`<tr>
<td class="ink line" style="padding:11px 12px 11px 0;border-top:1px solid ${COLOURS.line};color:${COLOURS.ink};font-size:15px;line-height:1.45;font-weight:${weight};vertical-align:top">${label}${
        note === undefined
          ? ''
          : html`<br><span class="muted" style="color:${COLOURS.muted};font-size:13px;font-weight:400">${note}</span>`
      }</td>
<td class="ink line" align="right" style="padding:11px 0;border-top:1px solid ${COLOURS.line};color:${COLOURS.ink};font-size:15px;line-height:1.45;font-weight:${weight};vertical-align:top;white-space:nowrap">${value}</td>
</tr>`;
    },
  )}</table>`;
}
