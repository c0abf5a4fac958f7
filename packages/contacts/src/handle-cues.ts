import type { ContactKind, Finding } from './finding.ts';
import { isRedditRobot } from './link-routes.ts';
import type { Reading } from './reading.ts';

interface Network {
  /** `undefined`: a network we do not contact people on; its cue only claims the handle for itself. */
  readonly kind: ContactKind | undefined;
  readonly names: string;
  /** The whole of a handle there. */
  readonly shape: RegExp;
}

const NETWORKS: readonly Network[] = [
  {
    kind: 'twitter',
    names: 'twitter(?:\\s*\\/\\s*x|\\s*\\(x\\))?|x\\s*\\/\\s*twitter|x\\s*\\(twitter\\)|x\\.com|x|twttr|𝕏',
    shape: /^\w{2,15}$/,
  },
  {
    kind: 'telegram',
    names: 'telegram|telegramm|tg|tele|телеграмм?[ае]?|телеге?а?|тг|тлг|电报',
    shape: /^[a-z]\w{3,31}$/i,
  },
  {
    kind: 'discord',
    names: 'discord(?:\\s+(?:id|tag|name|user|dm))?|disc',
    shape: /^(?:[\w. -]{1,32}#\d{4}|(?!.*\.\.)[a-z0-9_.]{2,32}|\d{15,20})$/i,
  },
  { kind: 'instagram', names: 'instagram|insta|ig|инстаграм|инста', shape: /^(?!.*\.\.)(?!\.)[a-z0-9_.]{2,30}$/i },
  { kind: 'facebook', names: 'facebook|fb|(?:fb\\s+|facebook\\s+)?messenger', shape: /^[a-z\d.]{4,50}$/i },
  { kind: 'github', names: 'github|gh|git\\s?hub', shape: /^[a-z\d](?:-?[a-z\d]){0,38}$/i },
  { kind: 'reddit', names: 'reddit(?:\\s+user(?:name)?)?', shape: /^[\w-]{3,20}$/ },
  { kind: 'linkedin', names: 'linkedin|linked\\s?in', shape: /^(?:in\/|company\/)?[a-z0-9][\w-]{2,99}$/i },
  {
    kind: undefined,
    names:
      'skype|wechat|weixin|微信|wx|signal|bluesky|bsky|mastodon|threads|tik\\s?tok|youtube|yt|keybase|matrix|slack|patreon|snap(?:chat)?|kik|line|vk|behance|dribbble|upwork|fiverr|medium|twitch|qq|viber|teams|element|wire|session|ko-?fi|cash\\s?app|venmo|paypal|steam|npm|gitlab|codepen|dev\\.to',
    shape: /^[\w.-]{2,50}$/,
  },
];

const ANY_NAME = `(?:${NETWORKS.map(({ names }) => names).join('|')})`;
const NAME_LIST = `${ANY_NAME}(?:\\s*(?:/|,|&|\\+|\\||and|or|y|und|et|и|или)\\s*${ANY_NAME}){0,4}`;
const NOT_IN_WORD = '(?<![\\p{L}\\p{N}_@.#/-])';
const FILLER =
  '(?:handle|account|acct|id|username|user\\s?name|user|name|nick(?:name)?|tag|profile|dms?|me|us|is|at|as|to|on|via|my|our|page|here|the|same|канал|аккаунт|dm\\s+me)';
const QUOTES = '["\'“”‘’`*_ ]{0,3}';
const SIGNED = '@(?<signed>[\\w.-]{2,50}(?:#\\d{4})?)';
const UNSIGNED = '(?<plain>(?:in\\/|company\\/)?[\\p{L}\\p{N}_][\\w.-]*(?:[ ]?#\\d{4})?)';

/** "Telegram: @name", "my discord is name", "Twitter/IG - @name". */
const BEFORE = new RegExp(
  `${NOT_IN_WORD}(?<names>${NAME_LIST})(?!\\w)["'”]?(?<filler>(?:[ \\t]+${FILLER}(?!\\w)){0,3})[ \\t]*(?:(?<separator>[:=→>(\\[{]|-{1,2}[ >]|–|—|[ \\t]is(?:[ \\t]|:))[ \\t]*)?${QUOTES}(?:${SIGNED}|${UNSIGNED})`,
  'giu',
);
/** "@name on Twitter", "@name (IG)", "add name on Discord". */
const AFTER = new RegExp(
  `(?:${NOT_IN_WORD}(?<verb>add|dms?|pm|message|msg|ping|find|hit|contact|reach|text|hmu|i['’]?m|i am|username|it['’]?s|is|as|am|by|to|through|me|us|at|with|follow|ask(?: for)?|user)[ \\t]*[:@]?[ \\t]+)?${QUOTES}(?:(?<![\\w@])${SIGNED}|(?<![\\w@.#/-])${UNSIGNED})${QUOTES}[ \\t]*(?:[,–—-][ \\t]*)?(?<joint>[(\\[][ \\t]*(?:on[ \\t]+|via[ \\t]+)?|(?:on|at|via|in|over|through|en|auf|sur|w)[ \\t]+(?:the[ \\t]+|my[ \\t]+|both[ \\t]+)?)(?<names>${NAME_LIST})(?![\\p{L}\\p{N}_])`,
  'giu',
);
const NAME = new RegExp(`(?:^|(?<![\\p{L}\\p{N}]))(?:${ANY_NAME})(?![\\p{L}\\p{N}])`, 'giu');
const OLD_DISCORD = /(?<![\w@#/.-])@?(?<tag>[\p{L}\w.]{2,32}#\d{4})(?!\w)/gu;

const NOT_A_HANDLE = new Set(
  `me us him her them you it we they i the a an my our your his their this that here there below above link links in on or and for
  if is are was be dm dms pm pms only also via at by to from with without as of server servers channel channels group groups chat chats
  bot bots bio profile profiles yes no none same request available preferred optional please thanks username user name handle id
  account accounts page pages http https www email e-mail mail phone call text message messages contact contacts add follow find
  join invite community app api support team com org net post posts thread threads tweet tweets feed ads marketing manager
  out up now then ok okay about who what when where how why one first number numbers not any all more both either just etc
  tba tbd soon n/a na website site portfolio github twitter telegram discord instagram facebook reddit linkedin whatsapp skype signal
  coming soon ask upon see search look inbox private public pending open active daily weekly free new latest updates news let feel
  will can should would could may must has have had do does did than too very welcome more stay keep get got
  login oauth integration clone developer dev expert experience skills content presence followers story stories open issues repo
  нет да мне меня нас или личку лс группа канал чат`.split(/\s+/),
);

/** A handle that a cue claims, wherever it belongs; `kinds` is empty for networks we do not contact people on. */
export interface CuedHandle {
  readonly start: number;
  readonly end: number;
  readonly findings: readonly Finding[];
}

function networksIn(names: string): Network[] {
  return [...names.matchAll(NAME)].flatMap(([name]) =>
    NETWORKS.filter((network) => new RegExp(`^(?:${network.names})$`, 'iu').test(name.trim())),
  );
}

/** Behind a bare word: another word that does not begin the next clause. */
const GOES_ON_AS_PROSE =
  /^[ \t]+(?!(?:or|and|if|for|on|via|with|to|is|please|pls|dm|pm|email|e-mail|mail|phone|call|text|whatsapp|telegram|tg|discord|twitter|x|ig|insta\w*|facebook|fb|github|linkedin|reddit|skype|signal|thanks|cheers|at|in|but|web\w*|site|portfolio|contact)\b)\p{L}{2,}/iu;

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

function normalised(kind: ContactKind, handle: string): string {
  const value = handle.toLowerCase();
  return kind === 'linkedin' && !value.includes('/') ? `in/${value}` : value;
}

function cued(match: RegExpMatchArray, text: string, rule: string): CuedHandle | undefined {
  const { names = '', signed, plain } = match.groups ?? {};
  const written = signed ?? plain ?? '';
  const handle = written.replace(/[ ]?#/, '#').replace(/[.-]+$/, '');
  const start =
    (match.index ?? 0) +
    match[0].lastIndexOf(written, rule === 'handle.cue_before' ? undefined : match[0].indexOf(names, written.length));
  const end = start + handle.length;
  const following = text.slice(end, end + 40);
  if (/^(?:@|\/[\w@]|\.\w|:\/\/)/.test(following)) return undefined;
  const fitting = networksIn(names).filter(
    (network) => network.shape.test(handle) && (signed !== undefined || isPlainHandle(handle, following, network)),
  );
  if (fitting.length === 0 || isRedditRobot(handle)) return undefined;
  const findings = fitting.flatMap(({ kind }) =>
    kind === undefined ? [] : [{ kind, value: normalised(kind, handle), rule, start, end }],
  );
  return { start, end, findings };
}

const isLoneX = (names: string) => /^x$/i.test(names.trim());

function before(text: string): CuedHandle[] {
  return overlapping(BEFORE, text, (match) => {
    const { names = '', filler = '', separator, signed, plain = '' } = match.groups ?? {};
    const named =
      /\b(?:handle|id|user\s?name|tag|nick(?:name)?|acct)\b/i.test(filler) ||
      (/\bis$/i.test(filler) && /[\d_.#]/.test(plain));
    if (signed === undefined && ((separator === undefined && !named) || isLoneX(names))) return undefined;
    if (isLoneX(names) && (separator === undefined || names !== 'X')) return undefined;
    if (
      signed === undefined &&
      separator !== undefined &&
      /[([{]/.test(separator) &&
      !/[\d_.#-]/.test(match.groups?.['plain'] ?? '')
    )
      return undefined;
    return cued(match, text, 'handle.cue_before');
  });
}

function after(text: string): CuedHandle[] {
  return overlapping(AFTER, text, (match) => {
    const { names = '', verb, signed, plain = '', joint = '' } = match.groups ?? {};
    if (isLoneX(names) && (signed === undefined || names !== 'X')) return undefined;
    const bracketed = /[([]/.test(joint);
    if (signed === undefined && bracketed && !/[\d_.#]/.test(plain)) return undefined;
    if (signed === undefined && !bracketed && verb === undefined) return undefined;
    return cued(match, text, 'handle.cue_after');
  });
}

/** Goes through all matches; behind one that came to nothing the search goes on at the next character. */
function overlapping(
  pattern: RegExp,
  text: string,
  read: (match: RegExpExecArray) => CuedHandle | undefined,
): CuedHandle[] {
  const found: CuedHandle[] = [];
  const search = new RegExp(pattern);
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const handle = read(match);
    if (handle === undefined) search.lastIndex = match.index + 1;
    else {
      found.push(handle);
      search.lastIndex = Math.max(handle.end, match.index + 1);
    }
  }
  return found;
}

/** Finds handles that words around them assign to a network: bare `@name` says nothing by itself. */
export function findCuedHandles(reading: Reading): CuedHandle[] {
  const { prose, post } = reading;
  const tags = post.platform === 'discord' || /discord/i.test(reading.text) ? [...prose.matchAll(OLD_DISCORD)] : [];
  const old = tags.map((match): CuedHandle => {
    const value = (match.groups?.['tag'] ?? '').toLowerCase();
    const end = match.index + match[0].length;
    return {
      start: match.index,
      end,
      findings: [{ kind: 'discord', value, rule: 'handle.discord_tag', start: match.index, end }],
    };
  });
  const cuedBefore = before(prose);
  const cuedAfter = after(prose).filter(
    ({ start, end }) => !cuedBefore.some((other) => other.start < end && start < other.end),
  );
  return [...cuedBefore, ...cuedAfter, ...old];
}
