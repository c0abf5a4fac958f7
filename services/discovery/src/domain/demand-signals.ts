/** One thing a post may say, and how much it speaks for someone asking (positive) or offering (negative). */
export interface Signal {
  readonly reason: string;
  readonly weight: number;
  readonly pattern: RegExp;
}

/** What people are hired as; "a designer", "someone who can build". */
const CRAFT =
  '(?:developers?|devs?|programmers?|engineers?|coders?|designers?|freelancers?|contractors?|consultants?|agenc(?:y|ies)|writers?|copywriters?|editors?|illustrators?|artists?|animators?|videographers?|photographers?|translators?|marketers?|seo|architects?|analysts?|data scientists?|testers?|admins?|dba|devops|sysadmins?|bookkeepers?|assistants?|va|tutors?|modell?ers?|ux|ui|web ?masters?|specialists?|experts?|researchers?|producers?|scrapers?|builders?)';
/** Words before a craft; a full stop ends the sentence and what it says. */
const ADJECTIVES = '(?:[\\w+#-]+(?:[./][\\w+#-]+)*[ \\t]+){0,5}';
/** The same where somebody says what they are: what they need or look for is not it. */
const OWN_ADJECTIVES =
  '(?:(?!(?:need|want|look|seek|hir|search|requir|who|that)[a-z]*[ \\t])[\\w+#-]+(?:[./][\\w+#-]+)*[ \\t]+){0,5}';
const PERSON = `(?:some(?:one|body)|any(?:one|body)|a person|people|help|an? ${ADJECTIVES}${CRAFT}|${ADJECTIVES}${CRAFT})`;
const WORK =
  '(?:build|make|create|develop|write|design|redesign|fix|set ?up|migrate|automate|connect|integrate|scrape|port|finish|rebuild|turn|convert|extend|improve|implement|clean|translate|edit|draw|code|parse|animate|host|maintain)';
const AMOUNT =
  "(?:(?:us|ca|au|s|nz|hk)?[$€£¥₹]\\s?\\d|\\d[\\d.,'’]*\\s?k?\\s?(?:[€$£]|(?:usd|eur|gbp|chf|cad|aud|inr|dollars?|euros?|pounds?)\\b)|\\b(?:usd|eur|gbp|chf|cad|aud|sgd)\\s?\\d)";

const signal = (weight: number, reason: string, source: string): Signal => ({
  weight,
  reason,
  pattern: new RegExp(source, 'iu'),
});

/** Signs that somebody asks for work to be done. */
export const DEMAND_SIGNALS: readonly Signal[] = [
  signal(
    2.5,
    'Looks for someone to do work',
    `\\b(?:looking|searching|hunting) (?:for|to hire|to find|to contract)\\s+(?:a |an |some |the )?${PERSON}(?: (?:to|who|that|for|with|in)\\b)?`,
  ),
  signal(
    2.5,
    'Needs someone to do work',
    `\\b(?:need|needs|needed|require|requires|want|wants|seek|seeks|seeking|hire|hiring|wanted:?|in search of)\\s+(?:to hire )?(?:a |an |some |the )?${PERSON}\\b`,
  ),
  signal(
    2.5,
    'Needs someone to do work',
    `\\b${CRAFT} (?:wanted|needed)\\b|\\bare you (?:available|open|free) (?:for|to)\\b`,
  ),
  signal(
    2,
    'Asks who can do the work',
    `\\b(?:who|anyone|anybody|somebody|someone|can (?:any|some)(?:one|body))\\s+(?:here\\s+)?(?:can|could|able to|willing to|want(?:s)? to|wanna|help(?: me| us)?)\\s+(?:me |us |to )*(?:${WORK})?|\\b(?:somebody|someone) (?:has|needs|ought) to (?:${WORK})\\b`,
  ),
  signal(
    2,
    'Says what is to be built',
    `(?:\\b(?:i|we) |^|[.!?:\\]\\n] ?)(?:would like|'d like|want|need|are looking for|is looking for|looking for|require)\\s+(?:to (?:have|get) )?(?:a |an |one |some |our |my |the )?(?:small |simple |little |new |good |public |clean |weekly |daily )*(?:web ?sites?|web ?apps?|apps?|pages?|sites?|tools?|dashboards?|reports?|pipelines?|scripts?|bots?|logos?|redesigns?|sync|systems?|plug-?ins?|integrations?|forms?|tables?|intake|prototypes?|scrapers?|retyping|landing pages?|shops?|videos?)\\b`,
  ),
  signal(
    2,
    'Wants work done',
    `\\b(?:want|need|needs|requires?|would like|'d like)\\b[^.!?\\n]{0,60}\\b(?:built|made|designed|redesigned|fixed|automated|migrated|translated|written|rewritten|developed|connected|cleaned|merged|audited|drawn|edited|typed|redesign|audit|set up)\\b|\\bbuild (?:us|me)\\b|\\bjob to be done\\b`,
  ),
  signal(
    1.5,
    'Asks for a recommendation of someone',
    `\\brecommend(?:ation)?s?\\b[^.!?\\n]{0,20}\\b(?:a |an |for )?${ADJECTIVES}${CRAFT}`,
  ),
  signal(
    2,
    'Names a budget',
    `\\b(?:budget|fixed[ -]price|flat fee|bounty|compensation|we (?:can )?(?:pay|offer)|i(?:'ll| will| can)? pay|happy to pay|will(?:ing)? to pay|can pay|paid (?:work|gig|project|by milestone|on delivery|per)|offer(?:ing)?)\\b[^.!?\\n]{0,40}${AMOUNT}|${AMOUNT}[^.!?\\n]{0,20}(?:\\bfixed\\b|\\bset aside\\b|\\bbudget\\b|\\bin (?:two|three|\\d) parts\\b|\\bmilestones?\\b|\\bpaid\\b|\\bfor the (?:job|work|project)\\b)`,
  ),
  signal(0.75, 'Names a sum', AMOUNT),
  signal(
    1.5,
    'Says the work is paid',
    '\\bpaid (?:work|gig|project|task|job|opportunity|collab)|\\(paid\\)|\\[paid\\]|\\bwill pay\\b|\\bhappy to pay\\b',
  ),
  signal(
    1,
    'Describes a limited job',
    '\\b(?:for|about|over|within|in) (?:one|two|three|four|six|\\d+(?:-\\d+)?) (?:weeks?|months?|days?|hours?)\\b|\\bone[- ]off\\b|\\bshort[- ]term\\b|\\bmilestones?\\b|\\b\\d+(?:-\\d+)?\\s?(?:h|hours|weeks?)\\b',
  ),
  signal(
    0.5,
    'Asks to be written to',
    '\\b(?:write to|mail me|e-?mail me|contact me|reach (?:me|us)|dm me|get in touch|send (?:me|us)|apply|please write|comment below|pm me)\\b',
  ),
  signal(
    2.5,
    'Looks for someone to do work',
    '\\b(?:suche(?:n)?|gesucht|benötigen?|brauchen?)(?!\\p{L})[^.!?\\n]{0,40}\\b(?:entwickler|freelancer|freiberufler|designer|grafiker|programmierer|übersetzer|hilfe|agentur)|\\b(?:busco|buscamos|necesito|necesitamos|se busca)\\b[^.!?\\n]{0,40}\\b(?:desarrollador|programador|diseñador|traductor|freelance|alguien)|\\b(?:cherche|recherche|recherchons|cherchons)\\b[^.!?\\n]{0,40}\\b(?:développeu|freelance|graphiste|designer|traduct|quelqu)|\\b(?:procuro|preciso|precisamos|procuramos)\\b[^.!?\\n]{0,40}\\b(?:desenvolvedor|programador|designer|tradutor|freelancer|alguém)|(?:ищу|ищем|нуж(?:ен|на|ны)|требуется)[^.!?\\n]{0,40}(?:разработчик|программист|дизайнер|верстальщик|переводчик|лендинг|сайт|бот|фрилансер|монтаж)|(?:шукаю|шукаємо|потріб(?:ен|на|ні))[^.!?\\n]{0,40}(?:розробник|програміст|дизайнер|фрилансер|фрілансер)|\\b(?:szuka(?:m|my)?|poszukuj(?:e|ę|emy))(?!\\p{L})[^.!?\\n]{0,40}\\b(?:programist|deweloper|grafik|tłumacz|freelancer)|\\b(?:gezocht|zoek(?:en|t)?)\\b[^.!?\\n]{0,40}\\b(?:ontwikkelaar|programmeur|ontwerper|vormgever|freelance|iemand|vertaler)|\\b(?:cerco|cerchiamo|cercasi)\\b[^.!?\\n]{0,40}\\b(?:sviluppatore|programmatore|grafico|freelance|qualcuno|traduttore)|(?:yazılımcı|geliştirici|tasarımcı|freelancer|birini|çevirmen)[^.!?\\n]{0,30}\\b(?:arıyor(?:uz|um)|aranıyor|lazım)|\\b(?:söker|behöver|søger|søker|trenger)\\b[^.!?\\n]{0,40}\\b(?:utveckl|udvikler|utvikler|programm|design|frilans|översätt)|寻找|诚聘|招聘外包|找人(?:做|开发)|外包|を探して(?:い)?ます|募集(?:して|中)|(?:개발자|디자이너|프리랜서)[^.!?\\n]{0,10}(?:구합니다|찾습니다|모집)',
  ),
];

/** Signs that somebody offers their own work. */
export const SUPPLY_SIGNALS: readonly Signal[] = [
  signal(
    -4,
    'Introduces themselves by their craft',
    `\\b(?:i am|i['’]m|im|we are|we['’]re)\\s+(?:a |an )${OWN_ADJECTIVES}(?:freelance |independent )?${CRAFT}\\b(?! (?:looking for|seeking|in need of|and (?:i |we )?need) (?:a |an |some ?(?:one|body)))`,
  ),
  signal(
    -3,
    'Is available for work',
    '\\b(?:available for (?:work|hire|projects?|freelance|contract|new|full|part)|open (?:to|for) (?:work|commissions?|new|freelance|opportunities|projects|contract)|looking for (?:new |more |freelance |remote |contract |part-time |full-time |some |paid |interesting )*(?:work|projects?|clients?|gigs?|jobs?|opportunit(?:y|ies)|roles?|positions?|commissions?)\\b|seeking (?:new |freelance |remote |contract )*(?:work|clients?|opportunit|roles?|employment)|commissions? (?:are )?open|taking (?:on )?(?:new )?(?:clients|commissions|projects)|ищу (?:работу|заказы|проекты)|busco (?:trabajo|proyectos|clientes)|suche (?:neue )?(?:projekte|aufträge|arbeit)|cherche (?:des )?(?:missions|clients|du travail))',
  ),
  signal(
    -2.5,
    'Offers themselves for hire',
    '\\b(?:hire me|hire us|let me (?:build|help|design|handle)|i (?:can|will) (?:build|design|make|write|create|edit|draw|develop|help you)|i offer|we offer (?:web|app|software|design|development|our|full)|my services|our services|my (?:hourly )?rates?\\b|my portfolio|our portfolio|i charge|starting (?:at|from) [$€£]|from [$€£]\\s?\\d+\\s?(?:\\/|per |an? )\\s?h)',
  ),
  signal(
    -1.5,
    'Tells of their own experience',
    "\\b(?:\\d+|ten|eight|six|five|twelve|fifteen|twenty)\\+? (?:years?|yrs?)(?:['’])?(?: of)?(?: professional| industry| hands-on)?(?: experience| in | building| doing| as a)\\b|\\breferences on request\\b|\\bpast clients\\b",
  ),
];

/** Signs of an employment advertisement: a position, not a piece of work. */
export const EMPLOYMENT_SIGNALS: readonly Signal[] = [
  signal(
    2,
    'Full-time or permanent',
    '\\b(?:full[- ]?time|permanent|fte|vollzeit|cdi|tiempo completo|contract[- ]to[- ]hire|temp[- ]to[- ]perm|internship)\\b',
  ),
  signal(
    1.5,
    'Names a salary, equity or benefits',
    '\\b(?:salary|equity|stock options|401\\(?k\\)?|benefits|health insurance|pto|visa|relocation|base pay|ote)\\b|\\d{2,3}\\s?k?\\s?[-–]\\s?[$€£]?\\d{2,3}\\s?k\\b',
  ),
  signal(
    1.5,
    'Lists a vacancy',
    "\\b(?:onsite|on-site|hybrid|open (?:roles?|positions?)|we(?:'re| are) hiring|join (?:our|the|us)|our team is|careers?|vacanc(?:y|ies)|job description|apply (?:here|at|online)|growing team)\\b",
  ),
  signal(1, 'Advertises a company by its header', '^[^|\\n]{2,60}\\|[^|\\n]{2,80}\\|[^\\n]+'),
];
