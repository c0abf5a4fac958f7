import { allMatches } from './all-matches.ts';
import type { Finding } from './finding.ts';
import { letterPattern } from './letter-pattern.ts';
import { isRedditRobot } from './link-routes.ts';
import { NETWORKS, type Network, NOT_A_HANDLE } from './networks.ts';
import type { Reading } from './reading.ts';

const ANY_NAME = `(?:${NETWORKS.map(({ names }) => names).join('|')})`;
const JOINT_OF_NAMES = '(?:[ \\t]{0,3}(?:/|,|&|\\+|\\||and|or|y|und|et|e|и|или)[ \\t]{0,3})';
const NAME_LIST = `${ANY_NAME}(?:${JOINT_OF_NAMES}${ANY_NAME}(?![\\p{L}\\p{N}_])){0,4}`;
const NOT_IN_WORD = '(?<![\\p{L}\\p{N}_@.#/-])';
const FILLER =
  '(?:handle|account|acct|id|username|user\\s?name|user|name|nick(?:name)?|tag|profile|dms?|me|us|is|at|as|to|on|via|my|our|page|here|the|same|канал|аккаунт|ник|dm\\s+me|contact|add)';
const QUOTES = '["\'“”‘’`*_ \\t]{0,3}';
const SIGNED = '@(?<signed>[\\w.-]{2,50}(?:#\\d{4})?)';
const UNSIGNED = '(?<plain>(?:in\\/|company\\/)?[\\p{L}\\p{N}_][\\w.-]{0,60}(?:[ ]?#\\d{4})?)';

/** Where a network is named. Every rule below looks at what stands directly before or behind such a place. */
const NAMED = letterPattern(`(?<![\\p{L}\\p{N}_@.#/-]|@ )${ANY_NAME}(?![\\p{L}\\p{N}_])`, 'g');
/** "Telegram: @name", "my discord is name", "Twitter/IG - @name". */
const BEFORE = letterPattern(
  `(?<names>${NAME_LIST})(?![\\w])["'”*]{0,3}(?<filler>(?:[ \\t]{1,4}\\(?${FILLER}(?!\\w)\\)?){0,3})[ \\t]{0,4}(?:(?<separator>[:=→⟶➡>(\\[{]|-{1,2}[ >]|–|—|[ \\t]is(?:[ \\t]|:))[ \\t]{0,4})?${QUOTES}(?:\\/(?=(?:in|company)\\/))?(?:${SIGNED}|${UNSIGNED})`,
  'y',
);
/** "@name on Twitter", "@name (IG)", "add name on Discord": what may stand before the name of a network. */
const AFTER = letterPattern(
  `(?:${NOT_IN_WORD}(?<verb>add|dms?|pm|message|msg|ping|find|hit|contact|reach|text|hmu|i['’]?m|i am|username|it['’]?s|is|as|am|by|to|through|me|us|at|with|follow|ask(?: for)?|user)[ \\t]{0,4}[:@]?[ \\t]{1,4})?${QUOTES}(?:(?<![\\w@])${SIGNED}|(?<![\\w@.#/-])${UNSIGNED})${QUOTES}[ \\t]{0,4}(?:[,–—-][ \\t]{0,4})?(?<joint>[(\\[][ \\t]{0,4}(?:(?:on|via|my|new|old|also)[ \\t]+){0,2}|(?:on|at|via|in|over|through|en|auf|sur|w|в|no|na)[ \\t]+(?:the[ \\t]+|my[ \\t]+|both[ \\t]+)?(?:${ANY_NAME}${JOINT_OF_NAMES}){0,3})$`,
);
/** How whatever stands before the name of a network must end, that a handle may stand before it. */
const JOINED = letterPattern(
  String.raw`(?:[([]|(?<![\p{L}])(?:on|at|via|in|over|through|en|auf|sur|w|в|no|na|my|the|both|and|or|y|und|et|e|и|или|new|old|also)[ \t]|[,/&+|])[ \t]*$`,
);
const LISTED = letterPattern(NAME_LIST, 'y');
const OLD_DISCORD = /(?<![\w@#/.-])@?(?<tag>[\p{L}\w.]{2,32}#\d{4})(?!\w)/gu;
const NOT_A_TAG =
  /^(?:issue|issues|pr|prs|bug|ticket|order|case|task|no|nr|number|room|build|job|step|item|part|page|c|f|invoice|ref)#/i;

/** A handle that a cue claims, wherever it belongs; `findings` is empty for networks we do not contact people on. */
export interface CuedHandle {
  readonly start: number;
  readonly end: number;
  readonly findings: readonly Finding[];
}

const WHOLE_NAMES = NETWORKS.map((network) => ({ network, whole: new RegExp(`^(?:${network.names})$`, 'iu') }));
const NAME = new RegExp(`(?<![\\p{L}\\p{N}])${ANY_NAME}(?![\\p{L}\\p{N}])`, 'giu');

function networksIn(names: string): Network[] {
  return allMatches(NAME, names).flatMap(([name]) =>
    WHOLE_NAMES.filter(({ whole }) => whole.test(name.trim())).map(({ network }) => network),
  );
}

/** Behind a bare word: another word that does not begin the next clause. */
const GOES_ON_AS_PROSE =
  /^[ \t]+(?!(?:or|and|if|for|on|via|with|to|is|please|pls|dm|pm|email|e-mail|mail|phone|call|text|whatsapp|telegram|tg|discord|twitter|x|ig|insta\w*|facebook|fb|github|linkedin|reddit|skype|signal|thanks|cheers|at|in|but|web\w*|site|portfolio|contact|или|либо|и|почта)\b)\p{L}{2,}/iu;

/** A word without `@` is a handle only when it cannot be a common word, a name in prose, or the next label. */
function isPlainHandle(plain: string, following: string, network: Network): boolean {
  if (NOT_A_HANDLE.has(plain.toLowerCase())) return false;
  if (/^[ \t]*[:=](?!\/)/.test(following)) return false;
  if (/^\p{Lu}\p{Ll}+$/u.test(plain) && /^[ \t]+\p{Lu}\p{Ll}/u.test(following)) return false;
  if (/^\p{L}+$/u.test(plain) && GOES_ON_AS_PROSE.test(following)) return false;
  if (network.kind === 'linkedin')
    return /[-\d]|^(?:in|company)\//.test(plain) || /^[ \t]*(?:$|[\n,;|)•·])/.test(following);
  return !/^\d{1,4}$/.test(plain);
}

function normalised(kind: Finding['kind'], handle: string): string {
  const value = handle.toLowerCase();
  return kind === 'linkedin' && !value.includes('/') ? `in/${value}` : value;
}

interface Candidate {
  readonly names: string;
  readonly written: string;
  readonly start: number;
  readonly isSigned: boolean;
  readonly rule: string;
}

function cued(text: string, { names, written, start, isSigned, rule }: Candidate): CuedHandle | undefined {
  const handle = written.replace(/[ ]?#/, '#').replace(/[.-]+$/, '');
  const end = start + written.replace(/[.-]+$/, '').length;
  const following = text.slice(end, end + 40);
  if (/^(?:@|\/[\w@]|\.\w|:\/\/)/.test(following)) return undefined;
  const fitting = networksIn(names).filter(
    (network) => network.shape.test(handle) && (isSigned || isPlainHandle(handle, following, network)),
  );
  if (fitting.length === 0 || isRedditRobot(handle)) return undefined;
  const findings = fitting.flatMap(({ kind }) =>
    kind === undefined ? [] : [{ kind, value: normalised(kind, handle), rule, start, end }],
  );
  return { start, end, findings };
}

/** `dunlin.makes`, `dunlin_9`: no word, no version, no file and no site. */
const hasSigns = (plain: string) =>
  /^(?!v?\d)(?=.*[a-z]{2}).*[a-z\d][_.\d][a-z\d_]*$/i.test(plain) &&
  !/\.(?:js|ts|py|rb|go|rs|php|net|io|com|org|app|gg|me|json|ya?ml|md|txt|exe|zip|apk)$/i.test(plain);

const isLoneX = (names: string) => /^x$/i.test(names.trim());
/** `gh`, `ig`, `dev.to`… are also words; without `@` they need a separator, and these a colon. */
const isShort = (names: string) =>
  /^(?:x|tele|disc|line|wire|element|session|steam|medium|threads|signal|teams|matrix|zoom|hn)$/i.test(names.trim());

function handleBehind(text: string, at: number): CuedHandle | undefined {
  BEFORE.lastIndex = at;
  const match = BEFORE.exec(text);
  if (match === null) return undefined;
  const { names = '', filler = '', separator, signed, plain = '' } = match.groups ?? {};
  const named =
    /\b(?:handle|id|user\s?name|tag|nick(?:name)?|acct|name|ник)\b\)?$/i.test(filler) ||
    (/\b(?:is|me|as)$/i.test(filler) && /[\d_.#]/.test(plain)) ||
    /#\d{4}$/.test(plain) ||
    (filler === '' && hasSigns(plain.replace(/[.-]+$/, '')));
  if (signed === undefined) {
    if ((separator === undefined && !named) || (isShort(names) && separator?.trim() !== ':')) return undefined;
    if (separator !== undefined && /[([{]/.test(separator) && !/[\d_.#-]/.test(plain)) return undefined;
    if (
      separator !== undefined &&
      /^[-–—]/.test(separator) &&
      /^\p{L}+$/u.test(plain) &&
      /^[ \t]+\p{L}/u.test(text.slice(BEFORE.lastIndex, BEFORE.lastIndex + 3))
    )
      return undefined;
  }
  const isSaid = separator !== undefined || /\b(?:as|is|me|at)$/i.test(filler);
  if (isLoneX(names) && (!isSaid || names !== 'X')) return undefined;
  const written = signed ?? plain;
  const start = match.index + match[0].length - written.length;
  return cued(text, { names, written, start, isSigned: signed !== undefined, rule: 'handle.cue_before' });
}

function handleBefore(text: string, at: number): CuedHandle | undefined {
  if (!JOINED.test(text.slice(Math.max(0, at - 14), at))) return undefined;
  const left = text.slice(Math.max(0, at - 84), at);
  const match = AFTER.exec(left);
  if (match === null) return undefined;
  const { verb, signed, plain = '', joint = '' } = match.groups ?? {};
  LISTED.lastIndex = at;
  const names =
    `${joint.replace(/^.*?(?:on|at|via|in|over|through|en|auf|sur|w|в|no|na)[ \t]/i, '')} ${LISTED.exec(text)?.[0] ?? ''}`
      .replace(/^[\s([]+/, '')
      .trim();
  if (isLoneX(names) && (signed === undefined || names !== 'X')) return undefined;
  const bracketed = /[([]/.test(joint);
  if (signed === undefined && bracketed && (!/[\d_.#]/.test(plain) || /^\d+$/.test(plain))) return undefined;
  if (signed === undefined && !bracketed && verb === undefined && !/#\d{4}$/.test(plain)) return undefined;
  const written = signed ?? plain;
  const start =
    at - left.length + match.index + match[0].lastIndexOf(written, match[0].length - joint.length - written.length);
  return cued(text, { names, written, start, isSigned: signed !== undefined, rule: 'handle.cue_after' });
}

function discordTags({ prose, text, post }: Reading): CuedHandle[] {
  if (!text.includes('#') || (post.platform !== 'discord' && !/discord/i.test(text))) return [];
  return allMatches(OLD_DISCORD, prose).flatMap((match): CuedHandle[] => {
    const value = (match.groups?.['tag'] ?? '').toLowerCase();
    const end = match.index + match[0].length;
    if (NOT_A_TAG.test(value)) return [];
    const finding: Finding = { kind: 'discord', value, rule: 'handle.discord_tag', start: match.index, end };
    return [{ start: match.index, end, findings: [finding] }];
  });
}

/** Finds handles that words around them assign to a network: bare `@name` says nothing by itself. */
export function findCuedHandles(reading: Reading): CuedHandle[] {
  const { prose } = reading;
  const found: CuedHandle[] = [];
  const isTaken = (handle: CuedHandle) =>
    found.slice(-4).some(({ start, end }) => start < handle.end && handle.start < end);
  let searched = 0;
  for (const { index: at } of allMatches(NAMED, prose)) {
    // A handle may be named as a network is: "Twitter: github".
    if (at < searched) continue;
    const before = handleBefore(prose, at);
    if (before !== undefined && !isTaken(before)) {
      found.push(before);
      continue;
    }
    const behind = handleBehind(prose, at);
    if (behind === undefined || isTaken(behind)) continue;
    found.push(behind);
    searched = behind.end;
  }
  return [...found, ...discordTags(reading)];
}
