import type { MailRecord } from '../sendgrid/mail-record.ts';
import { type Html, html } from './html.ts';

/** Styles of the mailbox pages. */
export const mailboxCss = `
main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}
header.top{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.5rem 1.5rem;margin-bottom:1.25rem}
h1{font-size:1.5rem;letter-spacing:-.01em;overflow-wrap:anywhere}
.soft{color:var(--soft);margin:0}
form.find{display:flex;gap:.5rem;flex-wrap:wrap;margin-bottom:1.25rem}
form.find label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
input,select,button{font:inherit;color:inherit;min-height:44px;border-radius:8px;border:1px solid var(--line);background:var(--card);padding:.5rem .75rem}
form.find input,form.find select{flex:1 1 12rem;min-width:0;max-width:100%}
button{font-weight:600;cursor:pointer}
.list{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.list li+li{border-top:1px solid var(--line)}
.mail{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.125rem 1rem;padding:.875rem 1rem;color:inherit;text-decoration:none}
.mail:hover{background:var(--ground)}
.mail:focus-visible{outline-offset:-3px}
.to{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.subject{grid-column:1;overflow-wrap:anywhere}
.from{grid-column:1;color:var(--soft);font-size:.875rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
time{color:var(--soft);font-size:.875rem;white-space:nowrap;font-variant-numeric:tabular-nums}
.marks{grid-column:2;grid-row:2/span 2;display:flex;flex-direction:column;align-items:flex-end;gap:.25rem}
@media (max-width:40rem){.mail{grid-template-columns:minmax(0,1fr)}.mail time{order:4;margin-top:.25rem}
.marks{grid-column:1;grid-row:auto;order:5;flex-direction:row}}
.mark{font-size:.75rem;font-weight:600;border-radius:999px;padding:.0625rem .5rem;border:1px solid var(--line);color:var(--soft);white-space:nowrap}
.mark.good{background:var(--good-ground);color:var(--good);border-color:transparent}
.mark.bad{background:var(--bad-ground);color:var(--bad);border-color:transparent}
.mark.wait{background:var(--warn-ground);color:var(--warn-ink);border-color:transparent}
.empty{background:var(--card);border:1px dashed var(--line);border-radius:12px;padding:3rem 1.5rem;text-align:center}
.empty h2{font-size:1.125rem;margin-bottom:.5rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;margin-top:1rem}
.card h2{font-size:1rem;margin-bottom:.75rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1rem;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:30rem){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.5rem}}
iframe{display:block;width:100%;height:30rem;border:1px solid var(--line);border-radius:8px;background:#fff}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
pre.code{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
summary{cursor:pointer;font-weight:600;padding:.25rem 0}
details pre,details dl{margin-top:.75rem}
.back{display:inline-block;margin-bottom:.75rem}
`;

const statusMarks: Readonly<Record<MailRecord['status'], { label: string; tone: string }>> = {
  processed: { label: 'Accepted', tone: 'wait' },
  deferred: { label: 'Deferred', tone: 'wait' },
  delivered: { label: 'Delivered', tone: 'good' },
  open: { label: 'Opened', tone: 'good' },
  click: { label: 'Clicked', tone: 'good' },
  bounce: { label: 'Bounced', tone: 'bad' },
  dropped: { label: 'Dropped', tone: 'bad' },
  spamreport: { label: 'Marked as spam', tone: 'bad' },
  unsubscribe: { label: 'Unsubscribed', tone: 'wait' },
};

function timeView(iso: string): Html {
  const [day = '', time = ''] = iso.split('T');
  return html`<time datetime="${iso}">${day} ${time.slice(0, 8)} UTC</time>`;
}

const personText = (person: MailRecord['to']): string =>
  person.name === null ? person.email : `${person.name} <${person.email}>`;

function markView(status: MailRecord['status']): Html {
  const { label, tone } = statusMarks[status];
  return html`<span class="mark ${tone}">${label}</span>`;
}

function rowView(mail: MailRecord): Html {
  return html`<li><a class="mail" href="/mailbox/messages/${mail.id}">
<span class="to">${mail.to.email}</span>${timeView(mail.sentAt)}
<span class="subject">${mail.subject || '(no subject)'}</span>
<span class="from">from ${personText(mail.from)}</span>
<span class="marks">${markView(mail.status)}<span class="mark">E-mail</span></span>
</a></li>`;
}

function countText(count: number, filtered: boolean): string {
  if (count === 0) return 'No messages';
  const noun = count === 1 ? 'message' : 'messages';
  return `${count} ${noun}${filtered ? ' found' : ', newest first'}`;
}

/** Everything that was sent, newest first, with a choice of recipient. */
export function mailboxView(
  mails: readonly MailRecord[],
  recipients: readonly string[],
  to: string,
  subject: string,
): Html {
  const filtered = to !== '' || subject !== '';
  return html`<main>
<header class="top"><h1>Mailbox</h1>
<p class="soft">${countText(mails.length, filtered)}</p></header>
${
  recipients.length === 0
    ? ''
    : html`<form class="find" method="get" action="/mailbox" role="search">
<label for="to">Recipient</label>
<select id="to" name="to"><option value="">All recipients</option>
${recipients.map((one) => html`<option value="${one}"${one === to ? html` selected` : ''}>${one}</option>`)}</select>
<label for="subject">Subject contains</label>
<input id="subject" name="subject" type="search" placeholder="Subject contains …" value="${subject}">
<button type="submit">Show</button>
</form>`
}
${
  mails.length > 0
    ? html`<ul class="list">${mails.map(rowView)}</ul>`
    : html`<div class="empty"><h2>${filtered ? 'Nothing matches' : 'Nothing has been sent yet'}</h2>
<p class="soft">${filtered ? html`<a href="/mailbox">Show all messages</a>` : 'Mail that the system sends in sandbox mode appears here and goes nowhere else.'}</p></div>`
}
</main>`;
}

/** Text with its web addresses as links. */
function linkedText(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}

function pairs(entries: readonly (readonly [string, string])[]): Html {
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** One message with its HTML in a sandboxed frame, its text, its headers and what became of it. */
export function messageView(mail: MailRecord): Html {
  const headers = Object.entries({ 'Message-Id': mail.messageId, ...mail.headers });
  const history = mail.events.map(
    (event) =>
      [
        new Date(event.timestamp * 1_000).toISOString().slice(0, 19).replace('T', ' '),
        `${event.event}${event.reason ? `: ${event.reason}` : ''}`,
      ] as const,
  );
  return html`<main>
<a class="back" href="/mailbox">All messages</a>
<header class="top"><h1>${mail.subject || '(no subject)'}</h1>${markView(mail.status)}</header>
<section class="card" aria-label="Envelope">
<dl><dt>To</dt><dd>${personText(mail.to)}</dd><dt>From</dt><dd>${personText(mail.from)}</dd>
${mail.replyTo === null ? '' : html`<dt>Reply to</dt><dd>${mail.replyTo}</dd>`}
<dt>Sent</dt><dd>${timeView(mail.sentAt)}</dd><dt>Channel</dt><dd>E-mail by ${mail.provider === 'sendgrid' ? 'SendGrid' : mail.provider} (sandbox)</dd>
${mail.attachments.length === 0 ? '' : html`<dt>Attachments</dt><dd>${mail.attachments.map((file) => `${file.filename} (${file.bytes} bytes)`).join(', ')}</dd>`}</dl>
</section>
${mail.html === null ? '' : html`<section class="card"><h2>Message</h2><iframe title="HTML message" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mailbox/messages/${mail.id}/html"></iframe></section>`}
${mail.text === null ? '' : html`<section class="card"><h2>Plain text</h2><pre>${linkedText(mail.text)}</pre></section>`}
<section class="card">
<details><summary>Headers and arguments</summary>${pairs([...headers, ...Object.entries(mail.customArgs).map(([name, value]) => [`${name} (custom argument)`, value] as const)])}</details>
<details><summary>What became of it</summary>${pairs(history)}</details>
</section>
</main>`;
}
