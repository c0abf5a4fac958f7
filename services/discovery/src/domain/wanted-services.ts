/** A service, by the catalogue's code where it is in the catalogue, and the words that speak for it. */
interface WantedService {
  readonly code: string;
  readonly words: RegExp;
}

const service = (code: string, words: string): WantedService => ({
  code,
  words: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})`, 'giu'),
});

/** What is asked for, in the languages that posts come in. */
const SERVICES: readonly WantedService[] = [
  service(
    'web_application',
    String.raw`web ?(?:sites?|apps?|pages?|shops?|dev\w*|design\w*)(?!\p{L})|landing ?pages?|booking (?:pages?|systems?)|pages? (?:where|that|for|to)\b|sites?\b|front-?end|back-?end|full[- ]?stack|react(?: native)?\b|vue\b|angular\b|next\.?js|svelte|laravel|django|rails\b|wordpress|webflow|shopify|woocommerce|(?:mobile|ios|android|iphone|phone) (?:apps?|dev\w*)|apps?\b|flutter|swift\b|kotlin|mvp\b|saas\b|prototype|dashboards?|portals?|online ?shops?|webseite\w*|internetseite|reservierungsseite|sitio web|página web|tienda (?:online|en línea)|desarrollador|desenvolvedor|site internet|développeu\w+|сайт\p{L}*|лендинг\p{L}*|приложени\p{L}*|верстальщик\p{L}*|strona|stron[ęy]|sklep\p{L}*|programist\p{L}*|web sitesi|yazılımcı|ontwikkelaar|entwickler\p{L}*|sviluppatore|网站|网页|前端|小程序|ウェブ|アプリ|웹|앱`,
  ),
  service(
    'automation',
    String.raw`scrap(?:e|er|ers|ing)\b|crawlers?|automat\p{L}*|zapier|make\.com|n8n|(?:telegram|discord|slack|whatsapp|chat) ?bots?|bots?\b|scripts?\b|integrat\p{L}*|api\b|etl\b|pipelines?|sync(?:s|hroni\w+)?\b|spreadsheets?|excel|google sheets?|airtable|data (?:engineer|migration|clean\w*)|inventario|integraci\p{L}*|parser\w*|парсер\p{L}*|бот\p{L}?(?!\p{L})|爬虫|自動化|자동화`,
  ),
  service(
    'repair',
    String.raw`bug(?:s|fix\w*)?\b|fix(?:es|ed|ing)?\b|broken|breaks?\b|crash\w*|slow\b|performance|upgrad\w*|migrat\w*|port(?:ed|ing)?\b|refactor\w*|accessibility|audit\b|legacy|bounty|реши\p{L}* проблем\p{L}*|fehler\p{L}*`,
  ),
  service(
    'design',
    String.raw`logos?\b|brand(?:ing| kit)?\b|illustrat\p{L}*|graphic\w*|graphiste|grafik\p{L}*|diseñador\p{L}*|designer\p{L}*|ui ?(?:\/|&|and)? ?ux|figma|posters?\b|flyers?\b|banners?\b|icons?\b|mock-?ups?|comic\w*|concept art|дизайн\p{L}*|логотип\p{L}*|插画|设计|デザイン|디자인`,
  ),
  service(
    'writing',
    String.raw`(?:copy|ghost|content|technical|blog)[ -]?writ\p{L}*|writers?\b|articles?\b|blog posts?|proofread\w*|texter\p{L}*|redactor\p{L}*|копирайт\p{L}*`,
  ),
  service(
    'translation',
    String.raw`translat\p{L}*|übersetz\p{L}*|tradu[cz]\p{L}*|перевод\p{L}*|tłumacz\p{L}*|locali[sz]\w*|翻译|翻訳|번역`,
  ),
  service(
    'video_audio',
    String.raw`videos?\b|video ?edit\w*|podcasts?\b|audio\b|animat\p{L}*|voice[- ]?overs?|subtitles|youtube|монтаж\p{L}*|视频|動画`,
  ),
  service(
    'marketing',
    String.raw`seo\b|marketing|social media|newsletters?|(?:google|facebook|meta) ads|lead gen\w*|growth\b|продвижени\p{L}*`,
  ),
  service(
    'games',
    String.raw`unity\b|unreal\b|godot|roblox|game (?:dev\w*|design\w*|artist\w*)|board games?|shaders?\b`,
  ),
  service(
    'data_science',
    String.raw`machine learning|deep learning|data scien\w*|(?:ai|ml|llm)\b|gpt\b|computer vision|analytics|statistic\w*|rag\b|нейросет\p{L}*|künstliche intelligenz`,
  ),
  service('security', String.raw`pen(?:etration)?[- ]?test\w*|security (?:audit|review|research)\w*|vulnerabilit\w*`),
  service(
    'infrastructure',
    String.raw`dev-?ops|aws\b|azure\b|kubernetes|docker|terraform|sys(?:tem)? ?admins?|linux|servers?\b|hosting|deploy\w*`,
  ),
  service(
    'embedded',
    String.raw`firmware|arduino|esp32|raspberry|pcb\b|embedded|micro-?controllers?|iot\b|plc\b|cad\b`,
  ),
  service(
    'assistance',
    String.raw`virtual assistants?|data entry|transcri\p{L}*|research assistants?|moderators?\b|bookkeep\w*|customer support`,
  ),
];

/** Codes beyond these say that a post speaks of everything. */
const MAX_CODES = 3;

/** Which services a post (plain text) may ask for, the likeliest first; a hint, for whoever drafts decides. */
export function wantedServices(title: string, text: string): string[] {
  const weighed = SERVICES.map(({ code, words }) => {
    const inText = new Set(text.match(words)?.map((word) => word.toLowerCase()));
    // What the title names is what is wanted; the text also tells what there is already.
    const inTitle = title === '' ? 0 : new Set(title.match(words)).size;
    return { code, weight: inText.size + 3 * inTitle };
  });
  return weighed
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_CODES)
    .map(({ code }) => code);
}
