import { allMatches } from './all-matches.ts';
import type { Finding } from './finding.ts';
import { isRedditRobot } from './link-routes.ts';
import type { Range } from './ranges.ts';
import type { Reading } from './reading.ts';

const AT_NAME =
  /(?<![\p{L}\p{N}@`$\\=-]|\w_|(?<!@\w{1,40})\/|[\p{L}\p{N}]\.)@([a-z\d_](?:[\w-]{0,60}[a-z\d_])?)(?![\w@…]|\/[\w.-]|\.\w|-\w)/giu;
const DISCORD_USER = /<@!?(\d{15,20})>/g;
const DISCORD_NAME = /(?<![\w<@/.])@([a-z0-9_.]{2,32})(?![\w@#])/gi;
const ASKED_FOR =
  /\b(?:dms?|pms?|message|msg|contact|ping|add|reach(?: out)?|ask|talk to|write|hit up|hmu|text|questions? to|apply to|apply|mention|tag|interested|speak (?:to|with)|see|join|by|via|with)\b[^\n.!?<]{0,25}$|(?:пиш|напиш|личк|лс)[^\n.!?<]{0,25}$/i;
const DISCORD_BARE_NAME =
  /\b(?:add|dms?|pm|message|msg|hmu|ping|contact)[ \t]+(?:me[ \t]*[:@-]?[ \t]+)?[*`]{0,2}([a-z](?=[a-z\d_.]*[_.])[a-z\d_.]{1,30}[a-z\d_])(?![\w.@#/])/g;
const DISCORD_ROLE = /^(?:everyone|here|mods?|moderators?|admins?|staff|support|team|owners?|helpers?|members?|role)$/;
const REDDIT_USER = /(?<![\w/.-])\/?u\/([\w-]{3,20})(?![\w/-])/gi;

/** `@` words of languages and tools, which stand in prose about code. */
const AT_WORD =
  /^(?:media|import|charset|font-face|keyframes|supports|layer|apply|tailwind|page|namespace|container|include|mixin|extend|use|forward|function|return|returns?|param|params|type|types|typedef|template|throws?|see|link|since|deprecated|todo|author|version|example|override|overload|overrides|test|before|after|beforeeach|aftereach|bean|autowired|component|injectable|input|output|viewchild|hostlistener|entity|table|column|id|data|getter|setter|nullable|nonnull|notnull|inject|module|controller|service|repository|configuration|restcontroller|getmapping|postmapping|requestmapping|pathvariable|requestbody|suppresswarnings|functionalinterface|safevarargs|property|staticmethod|classmethod|abstractmethod|dataclass|contextmanager|cached_property|lru_cache|functools|pytest|fixture|app|router|decorator|wraps|objc|main|escaping|state|binding|published|observable|objectwillchange|available|discardableresult|everyone|here|channel|all|team|ts-ignore|ts-expect-error|ts-nocheck|ts-check|babel|angular|nestjs|vue|react|next|latest|alpha|beta|rc|canary|v\d\w*|\d+x?|username|user|someone|you|name|mention|me|internal|private|public|protected|readonly|static|final|async|generated|flow|jest-environment|ignore|export|exports|default|value|config|watch|slot|click|change|submit|input|keyup|transactional|scheduled|cacheable|getter|builder|slf4j|springbootapplication|restcontrolleradvice|requestparam|valid|size|min|max|pattern|email|profile|primary|lazy|qualifier|order|mock|spy|injectmocks|parameterizedtest|valuesource|disabled|beforeall|afterall|nested|tag|requires|ensures|internalapi|experimental|preview|composable|hiltviewmodel|parcelize|jvmstatic|jvmoverloads|optin|uiapplicationmain|environmentobject|viewbuilder|mainactor|sendable|testable|ibaction|iboutlet|nonobjc|inlinable|usablefrominline|frozen|dynamicmemberlookup|propertywrapper|resultbuilder)$/i;
const GITHUB_ROBOT =
  /(?:^|[-_])(?:bot|robot)(?:$|[-_]?\d+$)|^(?:bot-|dependabot|renovate|github-actions|greenkeeper|codecov|coderabbitai|copilot|algora-pbc|opirebot|stale|mergify|vercel|netlify|allcontributors|pre-commit-ci|sonarcloud|sonarqubecloud|snyk|claude|devin-ai-integration|cla-assistant|claassistant|k8s-ci-robot|bors|homu|rustbot|highfive|googlebot|msftbot|imgbot|gitguardian|sourcery-ai|cursor|gemini-code-assist|linear|codex|cursoragent|changeset-bot|coveralls|deepsource-autofix|codeclimate|triagebot|rust-timer|rust-highfive|craterbot|bors-servo|weblate|crowdin|probot|welcome|request-info|lgtm-com|ghost|codecov-io|codecov-commenter|codecov-comment|netlify-deploy|houndci-bot|jules|graphite-app|greptile-apps|ellipsis-dev|sweep-ai|openhands|aikido|step-security|socket-security|kodiakhq|trunk-io|vercel-team|azure-pipelines|azp|rultor|0pdd|swift-ci|nodejs-github-bot|tensorflow-copybara|copybara-service|llvmbot|jenkins|travis-ci|circleci|appveyor|fossabot|restyled-io|pull|opire|gitcoinbot|boss-dev|mintlify|dosubot|kilo-code-bot|amazon-q-developer|qodo-merge-pro|codiumai-pr-agent)$/i;
const CODE_BEGINS =
  /^\s*(?:(?:import|from|export|const|let|var|def|class|public|private|protected|return|func|fn)\b|@\w+\(|(?:\*|\/\/|#|"""|--)\s*@\w+\s)/;
const CODE_ENDS = /[{};]\s*$/;

const SHAPES = {
  twitter: /^\w{1,15}$/,
  github: /^[a-z\d](?:-?[a-z\d]){0,38}$/i,
  telegram: /^[a-z]\w{3,31}$/i,
} as const;

type OwnNetwork = keyof typeof SHAPES;
const isOwnNetwork = (platform: string): platform is OwnNetwork => platform in SHAPES;

type IsClaimed = (range: Range) => boolean;

/** Says of places, asked in order, whether they stand in a line of code. The line is read once. */
function linesOfCode(text: string): (at: number) => boolean {
  let line = { end: -1, isCode: false };
  return (at) => {
    if (at > line.end) {
      const start = text.lastIndexOf('\n', at - 1) + 1;
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      const isCode =
        CODE_BEGINS.test(text.slice(start, start + 200)) || CODE_ENDS.test(text.slice(Math.max(start, end - 10), end));
      line = { end, isCode };
    }
    return line.isCode;
  };
}

/** Says whether `@name` on its own network is no person: a robot, a word of a language, a placeholder. */
function isNobody(kind: OwnNetwork, name: string, following: string): boolean {
  if (kind === 'github') return GITHUB_ROBOT.test(name) || AT_WORD.test(name) || following.startsWith('[bot]');
  return /^(?:\d+|everyone|here|media|import|keyframes|param|channel|username|yourusername|user_?name|handle|yourhandle)$/i.test(
    name,
  );
}

/** On Twitter, GitHub and Telegram a bare `@name` is that network's; what is claimed belongs to another by a cue. */
function ownMentions(reading: Reading, isClaimed: IsClaimed): Finding[] {
  const { prose, post } = reading;
  const kind = post.platform;
  if (!isOwnNetwork(kind)) return [];
  const isCode = linesOfCode(prose);
  return allMatches(AT_NAME, prose).flatMap((match): Finding[] => {
    const isEmphasised = prose.charAt(match.index - 1) === '_';
    const whole = isEmphasised ? match[0].replace(/_+$/, '') : match[0];
    const name = whole.slice(1);
    const start = match.index;
    const end = start + whole.length;
    const following = prose.slice(end, end + 5);
    if (!SHAPES[kind].test(name) || isClaimed({ start, end }) || isNobody(kind, name, following)) return [];
    if (kind === 'github' && /["']/.test(prose.charAt(start - 1))) return [];
    if (following.startsWith('(') || isCode(start)) return [];
    return [{ kind, value: name.toLowerCase(), rule: 'mention.own_network', start, end }];
  });
}

function discordUsers({ prose }: Reading): Finding[] {
  if (!prose.includes('<@')) return [];
  return allMatches(DISCORD_USER, prose).flatMap((match): Finding[] => {
    const start = match.index;
    if (!ASKED_FOR.test(prose.slice(Math.max(0, start - 40), start))) return [];
    return [
      { kind: 'discord', value: match[1] ?? '', rule: 'mention.discord_id', start, end: start + match[0].length },
    ];
  });
}

/** On Discord a name counts where one is told to write to it. */
function discordNames({ prose, post }: Reading, isClaimed: IsClaimed): Finding[] {
  if (post.platform !== 'discord') return [];
  return allMatches(DISCORD_NAME, prose).flatMap((match): Finding[] => {
    const name = (match[1] ?? '').toLowerCase().replace(/\.+$/, '');
    const start = match.index;
    const end = start + 1 + name.length;
    if (DISCORD_ROLE.test(name) || isClaimed({ start, end })) return [];
    if (!ASKED_FOR.test(prose.slice(Math.max(0, start - 40), start))) return [];
    return [{ kind: 'discord', value: name, rule: 'mention.discord_name', start, end }];
  });
}

/** "add anna_b": a name without a sign, among words, is told by what words have not. */
function discordBareNames({ prose, post }: Reading, isClaimed: IsClaimed): Finding[] {
  if (post.platform !== 'discord') return [];
  return allMatches(DISCORD_BARE_NAME, prose).flatMap((match): Finding[] => {
    const name = match[1] ?? '';
    const end = match.index + match[0].length;
    const start = end - name.length;
    if (isClaimed({ start, end }) || /\.[a-z]{2,4}$/.test(name)) return [];
    return [{ kind: 'discord', value: name, rule: 'mention.discord_name', start, end }];
  });
}

function redditUsers({ prose }: Reading): Finding[] {
  if (!/u\//i.test(prose)) return [];
  return allMatches(REDDIT_USER, prose).flatMap((match): Finding[] => {
    const name = match[1] ?? '';
    if (isRedditRobot(name)) return [];
    const end = match.index + match[0].length;
    return [{ kind: 'reddit', value: name.toLowerCase(), rule: 'mention.reddit', start: match.index, end }];
  });
}

/** Sponsors' files name logins without `@` (https://docs.github.com/en/repositories, "Displaying a sponsor button"). */
function fundedLogins({ prose, post, text }: Reading): Finding[] {
  if (!prose.includes('github:') || !/funding/i.test(`${post.url} ${post.title} ${text}`)) return [];
  const list = /^[ \t]*github:[ \t]*(?:\[?([\w", '-]+)\]?[ \t]*(?:#.*)?$|((?:\r?\n[ \t]*-[ \t]*[\w'"-]+)+))/m.exec(
    prose,
  );
  if (list === null) return [];
  return allMatches(/[a-z\d](?:-?[a-z\d]){0,38}/gi, list[1] ?? list[2] ?? '').map(([name]) => {
    const start = list.index;
    return { kind: 'github', value: name.toLowerCase(), rule: 'mention.funding', start, end: start + list[0].length };
  });
}

/** Finds `@name` on its own network, `<@id>` offered on Discord, and `u/name`. */
export function findMentions(reading: Reading, isClaimed: IsClaimed): Finding[] {
  const signed = reading.prose.includes('@')
    ? [...ownMentions(reading, isClaimed), ...discordUsers(reading), ...discordNames(reading, isClaimed)]
    : [];
  return [...signed, ...discordBareNames(reading, isClaimed), ...redditUsers(reading), ...fundedLogins(reading)];
}
