import { extractContacts, type Labelled, labelledContacts, type Post } from '@loop/contacts';
import { findPhoneNumbersInText } from 'libphonenumber-js';
import { LinkifyIt } from 'linkify-it';
import { find } from 'linkifyjs';
import { type Found, put, switchByHost } from './host-switch.ts';

type Finder = (post: Post) => Labelled;

const linkify = new LinkifyIt();
const textOf = ({ title, text }: Post) => (title === null ? text : `${title}\n${text}`);

function byLinkifyIt(text: string, found: Found): void {
  for (const { schema, url } of linkify.match(text) ?? []) {
    if (schema === 'mailto:') put(found, 'emails', url);
    else switchByHost(found, url);
  }
}

function byLibphonenumber(text: string, found: Found): void {
  for (const { number } of findPhoneNumbersInText(text, 'US')) put(found, 'phones', number.number);
}

function byExpressions(text: string): Found {
  const found: Found = {};
  for (const [address] of text.matchAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g)) put(found, 'emails', address);
  for (const [number] of text.matchAll(/\+?\d[\d ().-]{8,}\d/g)) put(found, 'phones', number);
  for (const [handle] of text.matchAll(/(?<!\w)@\w{2,30}/g)) put(found, 'twitter', handle);
  for (const [link] of text.matchAll(/https?:\/\/[^\s<>"']+/g)) switchByHost(found, link);
  return found;
}

/** Ours and its peers, each over title and text. Peers differ in what finds; what they find goes through one switch. */
export const finders = {
  ours: (post) => labelledContacts(extractContacts(post)),
  'linkify-it + libphonenumber-js': (post) => {
    const found: Found = {};
    byLinkifyIt(textOf(post), found);
    byLibphonenumber(textOf(post), found);
    return found;
  },
  'linkify-it': (post) => {
    const found: Found = {};
    byLinkifyIt(textOf(post), found);
    return found;
  },
  linkifyjs: (post) => {
    const found: Found = {};
    for (const { type, href, value } of find(textOf(post))) {
      if (type === 'email') put(found, 'emails', value);
      else switchByHost(found, href);
    }
    return found;
  },
  'libphonenumber-js': (post) => {
    const found: Found = {};
    byLibphonenumber(textOf(post), found);
    return found;
  },
  'simple regexes': (post) => byExpressions(textOf(post)),
} satisfies Readonly<Record<string, Finder>>;
