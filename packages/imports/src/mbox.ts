import PostalMime from 'postal-mime';
import { type ImportRow, importRow } from './import-row.ts';
import { linesOf } from './lines-of.ts';

const MAX_LINE_BYTES = 1024 * 1024;
/** What is longer has attachments; what it says stands at its beginning. */
const MAX_MAIL_BYTES = 2 * 1024 * 1024;
const MAX_TEXT_CHARACTERS = 100_000;

/** A mail as it stands in the file. */
interface StoredMail {
  /** Of its `From ` line. */
  readonly line: number;
  readonly source: string;
}

/** RFC 4155: mails begin with `From ` behind an empty line; what begins so within one is quoted with `>`. */
async function* mailsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<StoredMail> {
  let mail: { line: number; lines: string[]; bytes: number } | undefined;
  let isBehindEmptyLine = true;
  for await (const { number, text = '' } of linesOf(chunks, MAX_LINE_BYTES)) {
    if (isBehindEmptyLine && text.startsWith('From ')) {
      if (mail !== undefined) yield { line: mail.line, source: mail.lines.join('\r\n') };
      mail = { line: number, lines: [], bytes: 0 };
    } else {
      mail ??= { line: number, lines: [], bytes: 0 };
      mail.bytes += text.length + 2;
      if (mail.bytes <= MAX_MAIL_BYTES) mail.lines.push(text.replace(/^>(>*From )/, '$1'));
    }
    isBehindEmptyLine = text === '';
  }
  if (mail !== undefined) yield { line: mail.line, source: mail.lines.join('\r\n') };
}

const within = (text: string | undefined, maxLength: number) => text?.slice(0, maxLength).trim() || null;

async function rowOf({ line, source }: StoredMail): Promise<ImportRow> {
  if (!/^[\w-]+:/m.test(source.slice(0, 10_000))) return { line, problem: 'is no mail: it has no headers' };
  const mail = await PostalMime.parse(source);
  const author = mail.from?.address;
  if (!author) return { line, problem: 'is from nobody' };
  const text = within(mail.text, MAX_TEXT_CHARACTERS) ?? within(mail.html, MAX_TEXT_CHARACTERS);
  return importRow(line, {
    platform: 'mail',
    id: mail.messageId?.replaceAll(/[<>\s]/g, '').slice(0, 300) || null,
    author: author.slice(0, 200),
    title: within(mail.subject, 10_000),
    text,
    postedAt: mail.date ?? null,
  });
}

/** Mails of an mbox, decoded: words of headers, quoted-printable, base64, character sets. Attachments are not looked at. */
export async function* readMbox(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRow> {
  for await (const mail of mailsOf(chunks)) {
    if (mail.source.trim() !== '') yield await rowOf(mail);
  }
}
