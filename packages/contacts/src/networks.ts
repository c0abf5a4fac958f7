import type { ContactKind } from './finding.ts';

/** A network by the names people call it. */
export interface Network {
  /** `undefined`: a network we do not contact people on; its cue only claims the handle for itself. */
  readonly kind: ContactKind | undefined;
  readonly names: string;
  /** The whole of a handle there. */
  readonly shape: RegExp;
}

/** Every network a handle can be given to by words, names in the languages that posts come in. */
export const NETWORKS: readonly Network[] = [
  {
    kind: 'twitter',
    names:
      'twitter(?:\\s?\\/\\s?x|\\s?\\(x\\))?|x\\s?\\/\\s?twitter|x\\s?\\((?:formerly )?twitter\\)|x\\.com|x|twttr|twt|𝕏|твиттер[еа]?|推特',
    shape: /^\w{2,15}$/,
  },
  {
    kind: 'telegram',
    names:
      'telegram[aeu]?|telegramm|tgram|tg|tele|телеграмм?[аеу]?|телеге?а?|телегу|тг|тлг|телега|电报|飞机|テレグラム|텔레그램',
    shape: /^[a-z]\w{3,31}$/i,
  },
  {
    kind: 'discord',
    names: 'discord(?:\\s(?:id|tag|name|user|dm))?|disc|discordapp|дискорд[еа]?|дс|디스코드',
    shape: /^(?:[\w. -]{1,32}#\d{4}|(?!.*\.\.)[a-z0-9_.]{2,32}|\d{15,20})$/i,
  },
  {
    kind: 'instagram',
    names: 'instagram|insta|ig|инстаграмм?[еа]?|инста|инсте|インスタ|인스타',
    shape: /^(?!.*\.\.)(?!\.)[a-z0-9_.]{2,30}$/i,
  },
  { kind: 'facebook', names: 'facebook|fb|(?:fb\\s|facebook\\s)?messenger|фейсбук[е]?', shape: /^[a-z\d.]{4,50}$/i },
  { kind: 'github', names: 'github|gh|git\\shub|гитхаб[еа]?', shape: /^[a-z\d](?:-?[a-z\d]){0,38}$/i },
  { kind: 'reddit', names: 'reddit(?:\\suser(?:name)?)?', shape: /^[\w-]{3,20}$/ },
  { kind: 'linkedin', names: 'linkedin|linked\\sin|линкедин[е]?', shape: /^(?:in\/|company\/)?[a-z0-9][\w-]{2,99}$/i },
  {
    kind: undefined,
    names:
      'skype|wechat|weixin|微信|wx|signal|bluesky|bsky|mastodon|threads|tik\\s?tok|youtube|yt|keybase|matrix|slack|patreon|snap(?:chat)?|kik|line|vk|вк|behance|dribbble|upwork|fiverr|medium|twitch|qq|viber|вайбер|teams|element|wire|session|ko-?fi|cash\\s?app|venmo|paypal|steam|npm|gitlab|codepen|dev\\.to|pinterest|artstation|deviantart|tumblr|irc|libera|freenode|xmpp|jabber|icq|zoom|hangouts|gchat|whats\\s?app|kakao(?:talk)?|spotify|roblox|minecraft|xbox|psn|battlenet|polywork|peerlist|contra|substack|hn|zalo|wattpad|soundcloud',
    shape: /^[\w.-]{2,50}$/,
  },
];

/** A handle that cannot be meant: a common word, a network's own name, what people say instead of a handle. */
export const NOT_A_HANDLE = new Set(
  `me us him her them you it we they i he she the a an my our your his their this that these those here there below above link links
  in on or and for if is are was be been dm dms pm pms only also via at by to from with without as of off server servers channel channels
  group groups chat chats bot bots bio profile profiles yes no none nope same request available preferred optional please pls plz thanks
  thx username user name handle id account accounts page pages http https www email e-mail emails mail gmail phone call calls text message
  messages contact contacts add follow followers find join invite invites community app apps api support team com org net post posts thread
  threads tweet tweets feed ads marketing manager management out up now then ok okay about who what when where how why one first number
  numbers not any all more both either just etc tba tbd soon n/a na website site portfolio github twitter telegram discord instagram
  facebook reddit linkedin whatsapp skype signal slack wechat youtube tiktok coming ask upon see search look inbox private public pending
  open active daily weekly free new latest updates news let feel will can should would could may must has have had do does did than too very
  welcome more stay keep get got login oauth integration clone developer dev developers devs expert experience skills content presence story
  stories issues repo repos bounty discussion discussions role roles mod mods moderator admin admins nitro status type message notifications
  webhook webhooks token tokens sdk embed embeds plugin export import data users members member people work job jobs hire hiring voice video
  cards card style styles like likes share shares comments comment dming messaging link url urls qr code scam scammers scams fake real
  connected disconnected null undefined enabled disabled true false working broken failed failing fails online offline required optional
  unknown missing empty error errors done todo wip blocked banned closed removed deleted hacked suspended verified unverified locked supported
  unsupported planned running stopped up down idle ready waiting installed configured default success unavailable nothing everything anyone
  anytime anyway instead today tonight tomorrow fast fastest quick quickly best directly privately version alternative because since once
  unless until where which while whose try use used using uses need needs want wants send sending sent give make made if me!
  нет да мне меня нас или личку лс группа группе канал канале чат чате бот пишите писать по на для и в`.split(/\s+/),
);
