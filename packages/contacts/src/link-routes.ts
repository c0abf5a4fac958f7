import type { ContactKind } from './finding.ts';

/** What an address says about a person, told by its host and path alone. `null`: a known host, but nobody's profile. */
export type Routed = { readonly kind: ContactKind; readonly value: string } | null;

const RESERVED_PATHS = {
  twitter:
    'share intent search hashtag i home explore settings messages notifications login signup tos privacy about compose widgets download jobs help oauth account who_to_follow x',
  github:
    'features pricing about topics marketplace sponsors settings login join explore apps orgs search trending collections security enterprise team contact site readme customer-stories events new notifications issues pulls codespaces discussions dashboard account watching stars users organizations copilot github git-guides mobile nonprofit solutions resources premium-support advisories logout signup actions dependabot',
  telegram:
    'share c joinchat addstickers addemoji addtheme addlist proxy socks iv setlanguage bg login confirmphone boost s k a invoice msg',
  instagram:
    'p reel reels explore stories tv accounts about developer legal direct share web directory create oauth ar api privacy',
  facebook:
    'sharer sharer.php share share.php groups events watch marketplace pages people profile.php permalink.php photo photo.php photos story.php stories hashtag login login.php help policies privacy dialog plugins tr gaming ads business messages l.php reel reels media search v2.0 home.php public policy.php legal careers',
  linkedin: '',
  discord: '',
} as const;

const reserved = Object.fromEntries(
  Object.entries(RESERVED_PATHS).map(([key, list]) => [key, new Set(list.split(' '))]),
);
const isFree = (key: keyof typeof RESERVED_PATHS, segment: string) =>
  !(reserved[key]?.has(segment.toLowerCase()) ?? false);

type Router = (segments: readonly string[], url: URL) => Routed;

const single =
  (key: keyof typeof RESERVED_PATHS & ContactKind, shape: RegExp): Router =>
  ([name = '', ...rest]) => {
    const handle = name.replace(/^@/, '');
    if (rest.length > 0 || !isFree(key, handle) || !shape.test(handle)) return null;
    return { kind: key, value: handle.toLowerCase() };
  };

const twitterPath = single('twitter', /^\w{1,15}$/);
/** Old links keep the name behind `#!/`. */
const twitter: Router = (segments, url) =>
  twitterPath(segments.length === 0 ? [url.hash.replace(/^#!\//, '')] : segments, url);
const github = single('github', /^[a-z\d](?:-?[a-z\d]){0,38}$/i);
const instagram = single('instagram', /^(?!.*\.\.)[a-z\d_.]{1,30}$/i);

const facebook: Router = (segments, url) => {
  const [name = '', ...rest] = segments;
  if (/^\d+$/.test(name)) return null;
  return single('facebook', /^[a-z\d.-]{3,60}$/i)(
    /^(?:about|posts|photos|reviews|services)$/.test(rest[0] ?? '') ? [name] : segments,
    url,
  );
};

const linkedin: Router = ([section = '', slug = '']) => {
  const kind = section.toLowerCase();
  if (!/^(?:in|company)$/.test(kind) || slug === '') return null;
  const name = decoded(slug).toLowerCase();
  return /^[\p{L}\p{N}._-]{2,100}$/u.test(name) ? { kind: 'linkedin', value: `${kind}/${name}` } : null;
};

const telegram: Router = (segments, url) => {
  const [name = '', second = ''] = segments;
  const invited = name.toLowerCase() === 'joinchat' ? `+${second}` : name;
  if (/^\+[\w-]{8,}$/.test(invited)) return { kind: 'telegram', value: invited };
  if (name.toLowerCase() === 's') return single('telegram', /^[a-z]\w{3,31}$/i)([second], url);
  return single('telegram', /^[a-z]\w{3,31}$/i)(segments, url);
};

const discord: Router = ([section = '', code = '', ...rest], url) => {
  if (url.hostname === 'discord.gg') return code === '' ? invite(section) : invite(section === 'invite' ? code : '');
  if (section === 'invite' && rest.length === 0) return invite(code);
  return section === 'users' && /^\d{15,20}$/.test(code) ? { kind: 'discord', value: code } : null;
};
const invite = (code: string): Routed =>
  /^[\w-]{2,40}$/.test(code) ? { kind: 'discord', value: `discord.gg/${code}` } : null;

const USER_PAGES = /^(?:submitted|comments|overview|posts|about|gilded)$/i;
const reddit: Router = ([section = '', name = '', ...rest], url) => {
  const to = /^\/message\/compose/i.test(url.pathname) ? (url.searchParams.get('to') ?? '') : '';
  const isUser = /^(?:u|user)$/i.test(section) && (rest.length === 0 || USER_PAGES.test(rest[0] ?? ''));
  const user = isUser ? name : to.replace(/^\/?u\//i, '');
  return /^[\w-]{3,20}$/.test(user) && !isRedditRobot(user) ? { kind: 'reddit', value: user.toLowerCase() } : null;
};

const whatsapp: Router = ([first = ''], url) => {
  if (url.hostname === 'chat.whatsapp.com')
    return /^\w{10,}$/.test(first) ? { kind: 'whatsapp', value: `chat.whatsapp.com/${first}` } : null;
  const number = (url.hostname === 'wa.me' ? first : (url.searchParams.get('phone') ?? '')).replace(/\D/g, '');
  return /^[1-9]\d{7,14}$/.test(number) ? { kind: 'whatsapp', value: `+${number}` } : null;
};

const ROUTERS: readonly (readonly [RegExp, Router])[] = [
  [/^(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com$/, twitter],
  [/^(?:www\.)?github\.com$/, github],
  [/^(?:www\.|m\.)?(?:instagram\.com|instagr\.am)$/, instagram],
  [/^ig\.me$/, ([section = '', name = ''], url) => (section === 'm' ? instagram([name], url) : null)],
  [/^(?:(?:www|m|mbasic|web|business|[a-z]{2}-[a-z]{2})\.)?(?:facebook|fb)\.com$/, facebook],
  [/^m\.me$/, facebook],
  [/^(?:[a-z]{2,3}\.)?linkedin\.com$/, linkedin],
  [/^(?:t|telegram)\.(?:me|dog)$/, telegram],
  [/^[a-z]\w{3,31}\.t\.me$/, (_, url) => telegram([url.hostname.replace(/\.t\.me$/, '')], url)],
  [/^fb\.me$/, facebook],
  [/^discord\.gg$|^(?:www\.|ptb\.|canary\.)?discord(?:app)?\.com$/, discord],
  [/^(?:(?:www|old|new|np|sh|i)\.)?reddit\.com$/, reddit],
  [/^(?:wa\.me|(?:api|web|chat|www)\.whatsapp\.com)$/, whatsapp],
];

/** Most links go elsewhere. */
const KNOWN_HOST =
  /(?:^|\.)(?:twitter|x|github|instagram|instagr|ig|facebook|fb|m|linkedin|t|telegram|discord|discordapp|reddit|wa|whatsapp)\.(?:com|am|me|dog|gg)$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) return text;
    throw cause;
  }
}

/** Robots that write on Reddit and are nobody's contact. */
export function isRedditRobot(name: string): boolean {
  return /^(?:automoderator|remindmebot|reddit|deleted|removed|\w*[_-]?bot)$/i.test(name);
}

/**
 * Reads a profile, an invitation or a number out of an address. Answers `undefined` for hosts it does not know and `null`
 * for pages of known hosts that are nobody's profile: searches, share buttons, posts, repositories.
 */
export function routeLink(url: URL): Routed | undefined {
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (!KNOWN_HOST.test(host)) return undefined;
  const router = ROUTERS.find(([pattern]) => pattern.test(host))?.[1];
  if (router === undefined) return undefined;
  return router(
    url.pathname.split('/').filter((segment) => segment !== ''),
    url,
  );
}
