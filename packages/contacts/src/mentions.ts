import type { Finding } from './finding.ts';
import { isRedditRobot } from './link-routes.ts';
import type { Reading } from './reading.ts';

const AT_NAME =
  /(?<![\p{L}\p{N}_@/`$"'\\=-]|[\p{L}\p{N}]\.)@([a-z\d_](?:[\w-]*[a-z\d_])?)(?![\w@…]|\/[\w.@-]|\.\w|[-]\w)/giu;
const DISCORD_USER = /<@!?(\d{15,20})>/g;
const ASKED_FOR =
  /\b(?:dm|pm|message|msg|contact|ping|add|reach|ask|talk to|write|hit up|hmu|text|questions? to|apply to|mention|tag)\b[^\n.!?<]{0,25}$/i;
const REDDIT_USER = /(?<![\w/.-])\/?u\/([\w-]{3,20})(?![\w/-])/gi;

/** `@` words of languages and tools, which stand in prose about code. */
const AT_WORD =
  /^(?:media|import|charset|font-face|keyframes|supports|property|layer|apply|tailwind|page|namespace|container|include|mixin|extend|use|forward|function|return|returns?|param|params|type|types|typedef|template|throws?|see|link|since|deprecated|todo|author|version|example|override|overload|overrides|test|before|after|beforeeach|aftereach|bean|autowired|component|injectable|input|output|viewchild|hostlistener|entity|table|column|id|data|getter|setter|nullable|nonnull|notnull|inject|module|controller|service|repository|configuration|restcontroller|getmapping|postmapping|requestmapping|pathvariable|requestbody|suppresswarnings|functionalinterface|safevarargs|property|staticmethod|classmethod|abstractmethod|dataclass|contextmanager|cached_property|lru_cache|functools|pytest|fixture|app|router|decorator|wraps|property|objc|main|escaping|state|binding|published|observable|objectwillchange|available|discardableresult|everyone|here|channel|all|team|ts-ignore|ts-expect-error|ts-nocheck|babel|angular|nestjs|vue|react|next|latest|alpha|beta|rc|canary|v\d[\w]*|\d+x?|username|user|someone|you|name|mention|me)$/i;
const GITHUB_ROBOT =
  /(?:^|[-_])(?:bot|robot)$|^(?:dependabot|renovate|github-actions|greenkeeper|codecov|coderabbitai|copilot|algora-pbc|opirebot|stale|mergify|vercel|netlify|allcontributors|pre-commit-ci|sonarcloud|snyk|claude|devin-ai-integration|cla-assistant|claassistant|k8s-ci-robot|bors|homu|rustbot|highfive|facebook-github-bot|googlebot|msftbot|imgbot|semantic-release-bot|gitguardian|sourcery-ai|cursor|gemini-code-assist|linear)$/i;
const CODE_LINE =
  /[{};]\s*$|^\s*(?:import|from|export|const|let|var|def|class|public|private|protected|return|func|fn|@\w+\()/;

const SHAPES = {
  twitter: /^\w{1,15}$/,
  github: /^[a-z\d](?:-?[a-z\d]){0,38}$/i,
  telegram: /^[a-z]\w{3,31}$/i,
} as const;

const isOwnNetwork = (platform: string): platform is keyof typeof SHAPES => platform in SHAPES;

function lineAround(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end);
}

/** On Twitter, GitHub and Telegram a bare `@name` is that network's; `claimed` ranges belong to another by a cue. */
function ownMentions(reading: Reading, claimed: readonly { start: number; end: number }[]): Finding[] {
  const kind = reading.post.platform;
  if (!isOwnNetwork(kind)) return [];
  return [...reading.prose.matchAll(AT_NAME)].flatMap((match) => {
    const [whole, name = ''] = match;
    const start = match.index;
    const end = start + whole.length;
    if (!SHAPES[kind].test(name) || claimed.some((range) => range.start < end && start < range.end)) return [];
    if (reading.prose.charAt(end) === '(' || CODE_LINE.test(lineAround(reading.prose, start))) return [];
    if (kind === 'github' && (GITHUB_ROBOT.test(name) || AT_WORD.test(name) || reading.prose.startsWith('[bot]', end)))
      return [];
    if (kind !== 'github' && /^(?:\d+|everyone|here|media|override|param)$/i.test(name)) return [];
    return [{ kind, value: name.toLowerCase(), rule: 'mention.own_network', start, end }];
  });
}

function discordUsers(reading: Reading): Finding[] {
  return [...reading.prose.matchAll(DISCORD_USER)].flatMap((match) => {
    const start = match.index;
    if (!ASKED_FOR.test(reading.prose.slice(Math.max(0, start - 40), start))) return [];
    return [
      {
        kind: 'discord' as const,
        value: match[1] ?? '',
        rule: 'mention.discord_id',
        start,
        end: start + match[0].length,
      },
    ];
  });
}

/** On Discord a name counts where one is told to write to it. */
function discordNames(reading: Reading): Finding[] {
  if (reading.post.platform !== 'discord') return [];
  return [...reading.prose.matchAll(/(?<![\w<@/])@([a-z0-9_.]{2,32})(?![\w@#])/gi)].flatMap((match) => {
    const name = (match[1] ?? '').toLowerCase().replace(/\.+$/, '');
    const start = match.index;
    if (/^(?:everyone|here)$/.test(name) || !ASKED_FOR.test(reading.prose.slice(Math.max(0, start - 40), start)))
      return [];
    return [
      { kind: 'discord' as const, value: name, rule: 'mention.discord_name', start, end: start + 1 + name.length },
    ];
  });
}

function redditUsers(reading: Reading): Finding[] {
  return [...reading.prose.matchAll(REDDIT_USER)].flatMap((match) => {
    const name = match[1] ?? '';
    if (isRedditRobot(name)) return [];
    const end = match.index + match[0].length;
    return [{ kind: 'reddit' as const, value: name.toLowerCase(), rule: 'mention.reddit', start: match.index, end }];
  });
}

/** Sponsors' files name logins without `@` (https://docs.github.com/en/repositories, "Displaying a sponsor button"). */
function fundedLogins(reading: Reading): Finding[] {
  const list = /^github:[ \t]*\[?([\w", '-]+)\]?[ \t]*$/m.exec(reading.prose);
  if (list === null || !/funding/i.test(`${reading.post.url} ${reading.post.title} ${reading.text}`)) return [];
  return [...(list[1] ?? '').matchAll(/[a-z\d](?:-?[a-z\d]){0,38}/gi)].map(([name]) => {
    const start = list.index;
    return { kind: 'github', value: name.toLowerCase(), rule: 'mention.funding', start, end: start + list[0].length };
  });
}

/** Finds `@name` on its own network, `<@id>` offered on Discord, and `u/name`. */
export function findMentions(reading: Reading, claimed: readonly { start: number; end: number }[]): Finding[] {
  return [
    ...ownMentions(reading, claimed),
    ...discordUsers(reading),
    ...discordNames(reading).filter(
      (found) => !claimed.some((range) => range.start < found.end && found.start < range.end),
    ),
    ...redditUsers(reading),
    ...fundedLogins(reading),
  ];
}
