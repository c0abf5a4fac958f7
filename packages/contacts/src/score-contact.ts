import { isFreeMail, isRoleMailbox } from './email-words.ts';
import type { ContactKind, Finding } from './finding.ts';
import type { Reading } from './reading.ts';

/** How direct a kind is: a mailbox is read, a handle may be, a site has to be searched. */
const DIRECTNESS: Readonly<Record<ContactKind, number>> = {
  email: 0.9,
  whatsapp: 0.8,
  phone: 0.75,
  telegram: 0.75,
  booking_link: 0.7,
  discord: 0.65,
  twitter: 0.6,
  linkedin: 0.6,
  reddit: 0.55,
  instagram: 0.55,
  facebook: 0.5,
  github: 0.5,
  website: 0.3,
};

const ASKED_FOR =
  /\b(?:e-?mails?|mail|contact|reach|write|ping|send|apply|dm|message|call|text|book|schedule|add|hit me up|get in touch)\b/i;
const TAKEN_BACK =
  /^[^\n]{0,40}\b(?:old one|old address|wrong (?:one|address)|outdated|no longer (?:works|valid|in use)|bounces)\b/i;
const TRAILER =
  /(?:signed-off-by|co-authored-by|reviewed-by|reported-by|tested-by|acked-by|author|maintainer)\S*\s*:?[^\n]*$/i;

interface Weight {
  readonly by: number;
  readonly reason: string;
}

function weights(finding: Finding, reading: Reading): Weight[] {
  const before = reading.mapped.text.slice(Math.max(0, finding.start - 80), finding.start);
  const after = reading.mapped.text.slice(finding.end, finding.end + 80);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const [local = '', domain = ''] = finding.kind === 'email' ? finding.value.split('@') : [];
  const weighed: (Weight | false)[] = [
    ASKED_FOR.test(before) && { by: 0.08, reason: 'The words before it ask to be written to' },
    finding.rule === 'email.username' && { by: -0.05, reason: "Made of the author's own name" },
    finding.rule === 'email.base64' && { by: -0.1, reason: 'Was encoded' },
    finding.rule === 'email.code' && { by: -0.3, reason: 'Stands in a block of code' },
    finding.kind === 'email' && isRoleMailbox(local) && { by: -0.15, reason: 'A role address: no person is named' },
    finding.kind === 'email' && isFreeMail(domain) && { by: -0.02, reason: 'At a free-mail service' },
    TAKEN_BACK.test(after) && { by: -0.4, reason: 'The words after it take it back' },
    /^\s*>/.test(line) && { by: -0.35, reason: 'Quoted from somebody else' },
    TRAILER.test(line) && { by: -0.3, reason: 'Names a contributor, who may be somebody else' },
    finding.rule === 'mention.own_network' && { by: -0.25, reason: 'Mentioned; may be somebody else' },
  ];
  return weighed.filter((weight) => weight !== false);
}

/** Scores how likely a contact reaches the author, from 0 to 1, with the reasons. */
export function scoreContact(finding: Finding, reading: Reading): { score: number; reasons: string[] } {
  const base = DIRECTNESS[finding.kind];
  const applied = weights(finding, reading);
  const sum = applied.reduce((total, { by }) => total + by, base);
  const where = reading.where === 'title' ? 'In the title' : "In the author's own words";
  return {
    score: Math.round(Math.min(0.99, Math.max(0.01, sum)) * 100) / 100,
    reasons: [where, ...applied.map(({ reason }) => reason)],
  };
}
