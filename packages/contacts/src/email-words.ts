/** Free-mail services by the name people write without an ending: "my username at gmail". */
export const MAIL_SERVICES: Readonly<Record<string, string>> = {
  gmail: 'gmail.com',
  googlemail: 'googlemail.com',
  hotmail: 'hotmail.com',
  outlook: 'outlook.com',
  yahoo: 'yahoo.com',
  fastmail: 'fastmail.com',
  protonmail: 'protonmail.com',
  proton: 'proton.me',
  icloud: 'icloud.com',
  hey: 'hey.com',
  yandex: 'yandex.ru',
  tutanota: 'tutanota.com',
  zoho: 'zoho.com',
};

/** Free-mail domains: an address there needs no further cue, and says nothing of an organisation. */
export const MAIL_SERVICE_DOMAIN =
  /^(?:gmail\.com|googlemail\.com|(?:hotmail|live|outlook)\.[a-z.]{2,6}|yahoo\.[a-z.]{2,6}|ymail\.com|fastmail\.(?:com|fm)|proton(?:mail)?\.(?:com|me|ch)|pm\.me|icloud\.com|me\.com|mac\.com|hey\.com|yandex\.[a-z]{2,3}|ya\.ru|mail\.ru|bk\.ru|list\.ru|inbox\.ru|tutanota\.com|tuta\.io|gmx\.[a-z]{2,3}|web\.de|t-online\.de|zoho\.com|aol\.com|qq\.com|163\.com|126\.com|duck\.com|posteo\.(?:de|net)|mailbox\.org|naver\.com|rediffmail\.com|wp\.pl|o2\.pl|seznam\.cz|libero\.it|orange\.fr|free\.fr|uol\.com\.br|bol\.com\.br)$/;

const ROLE =
  /^(?:info|office|admin|administrator|support|help|helpdesk|sales|marketing|press|media|abuse|security|psirt|privacy|legal|billing|accounts?|webmaster|postmaster|hostmaster|root|list|lists|newsletter|feedback|maintainers?)(?:[._+-]|$)/;

/** Says whether a mailbox, in lower case, is named after a task and not a person. */
export const isRoleMailbox = (local: string): boolean => ROLE.test(local);

/** Says whether a domain, in lower case, is a free-mail service's. */
export const isFreeMail = (domain: string): boolean => MAIL_SERVICE_DOMAIN.test(domain);

/** Words before "at" that speak of a place or a post, not of a mailbox: "engineer at", "reach me at", "look at". */
export const NOT_A_MAILBOX = new Set(
  `me us him her them it you they we i he she who what that this these those here there anyone someone everyone
  is are was were be been am being look looks looking looked see seen find found check visit learn live lives living lived read more
  work works worked working role roles engineer engineers engineering developer developers dev devs designer designers manager
  managers director founder cofounder co-founder founders ceo cto cfo coo cmo vp svp head lead leads leader principal staff senior
  junior intern internship interns scientist researcher consultant analyst architect recruiter employee employees swe sre pm
  colleague colleagues friend friends guy guys folks team teams people person
  job position positions opening openings opportunity opportunities career experience years year time month months
  days day week weeks meet meeting meetings met meetup available based located hosted running runs run served serving deployed
  built made make created building posted post posts published listed listing listings documented described demo docs documentation
  website site page blog repo code source project projects app online portfolio link links url profile account
  out up in on off over down now today currently previously formerly recently soon later once right just only even still
  not all any each some good great best better least most first last and or but so as if then than because
  start starts starting started aim aims aimed point points pointed throw shout laugh arrive arrived stay stayed stop stopped
  speak speaking spoke talk talking talks study studied studying taught teach teaching student students
  professor phd postdoc research graduate degree alumni grad price prices priced rate rates paid pay pays costs cost sold sell valued
  apply applied applying application applications join joined joining hiring hired hire hires interview interviewed interviews
  address email e-mail mail emails write contact contacts reach ping message dm call text
  firstname lastname name username handle user first-name last-name nick
  version release installed install download downloads downloaded accessible reachable registered signed sign login
  bug bugs issue issues error errors crash crashed failing fails failed line lines port localhost server endpoint api
  remote office offices event events conference booth party while speed scale level rest ease risk stake home night noon
  dan fun cool interesting awesome happy excited proud big small new old`.split(/\s+/),
);

/** Words that are no mailbox even before a spelled-out host: "find us at foo dot com" names a site. */
export const NEVER_A_MAILBOX = new Set(
  `us him her them it you they we i is are was were be been am look looks looking find found visit check available live lives work works
  worked working up out here there this that reach see and or but then until till later since before after when while where or engineer
  developer engineers developers manager designer employed role roles position hosted based located running runs meet meeting year years
  time as now currently previously formerly recently soon all not just only even still`.split(/\s+/),
);
