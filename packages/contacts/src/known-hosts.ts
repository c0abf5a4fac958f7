/** Hosts (and their subdomains) that take bookings, or hold forms to fill in. */
const BOOKING_HOSTS = new Set(
  `
  123formbuilder.com acuityscheduling.com app.lemcal.com appoint.ly appointlet.com arrangr.com as.me book.morgen.so
  book.ms bookafy.com booking.setmore.com bookings.cloud.microsoft bookings.zoho.com booqable.com cal.com cal.eu
  calendar.app.google calendarhero.to calendly.com clarity.fm cognitoforms.com cuppa.so deftform.com doodle.com
  fantastical.app feathery.io fillout.com form.asana.com form.jotform.com form.taxi formcarry.com formless.ai
  forms.app forms.clickup.com forms.fillout.com forms.gle forms.microsoft.com forms.monday.com forms.office.com
  forms.yandex.ru forms.zoho.com forms.zoho.eu forms.zohopublic.com formspree.io formstack.com freebusy.io
  getclockwise.com getform.io harmonizely.com heyflow.co heyflow.site intro.co jotform.com jotform.me koalendar.com
  lemcal.com meetfox.com meetings-eu1.hubspot.com meetings.hubspot.com minutebook.io morgen.so motion.com
  neetocal.com noteforms.com notionforms.io oncehub.com opnform.com paperform.co picktime.com rallly.co reclaim.ai
  rsvpify.com savvycal.com scheduler.zoom.us schedulista.com setmore.com simplybook.it simplybook.me simplymeet.me
  sprintful.com superpeer.com survey.typeform.com surveymonkey.com tally.so tidycal.com timely.md topmate.io
  trafft.com tucalendi.com typeform.com usemotion.com vimcal.com vyte.in webforms.pipedrive.com wkf.ms wufoo.com
  youcanbook.me youform.com zcal.co zohobookings.com zohobookings.eu
  `.split(/\s+/),
);

/** Public places: code hosts, networks, shops, shorteners, news, stores, job boards, tools. Nobody's own site. */
const PUBLIC_HOSTS = new Set(
  `
  0x0.st 1drv.ms 4dayweek.io 500px.com about.gitlab.com about.me adobe.com airbnb.com airtable.com algora.io
  alibaba.com aliexpress.com allmylinks.com amazon.com amazonaws.com amzn.to angel.co angular.dev angular.io
  ansible.com anthropic.com apache.org apollo.io apple.com applytojob.com arc.dev archive.is archive.org archive.ph
  archlinux.org arstechnica.com artstation.com arxiv.org asana.com ashbyhq.com astro.build atlassian.net
  authenticjobs.com avito.ru babeljs.io badge.fury.io bamboohr.co bamboohr.com bbc.co.uk bbc.com beacons.ai
  behance.net bento.me bestbuy.com bilibili.com bio.link bit.ly bitbucket.org bloomberg.com booking.com
  bountysource.com box.com braintrust.com breezy.hr bsky.app bsky.social buff.ly bugcrowd.com builtwith.com bun.sh
  bundlephobia.com businessinsider.com buymeacoffee.com calendar.google.com campsite.bio caniuse.com canva.com
  careerbuilder.com cash.app cdnjs.com chatgpt.com circleci.com claude.ai clickup.com climatebase.org
  cloudflare.com cnbc.com cnblogs.com cnn.com coda.io codeberg.org codecov.io codeforces.com codementor.io
  codepen.io codesandbox.io codewars.com cohere.com colab.research.google.com comeet.com computrabajo.com contra.com
  contributor-covenant.org conventionalcommits.org cord.co coursera.org craigslist.org crates.io creativecommons.org
  crunchbase.com cryptojobslist.com csdn.net cutt.ly cve.org cwjobs.co.uk cypress.io dailymotion.com dart.dev
  datadoghq.com debian.org deno.com deno.land dev.to developer.mozilla.org deviantart.com dice.com digitalocean.com
  discord.com discord.gg discordapp.com djangoproject.com djinn.co docker.com docs.google.com docs.rs doi.org dou.ua
  dover.com dover.io dribbble.com drive.google.com dropbox.com drupal.org eclipse.org economist.com edx.org
  elastic.co elixir-lang.org eslint.org etsy.com eventbrite.com exercism.org facebook.com fastmail.com fb.com fb.me
  fedoraproject.org feishu.cn figma.com firebase.google.com fiverr.com flattr.com flexjobs.com flickr.com
  flutter.dev fly.io forbes.com forms.gle fosstodon.org freebsd.org freecodecamp.org freelancer.com freshteam.com
  ft.com g.co geeksforgeeks.org gem.com ghostbin.com giphy.com gist.github.com gitcoin.co gitee.com github.com
  github.dev githubusercontent.com gitlab.com gmail.com gnome.org gnu.org go.dev godaddy.com gofundme.com golang.org
  golangprojects.com goo.gl google.com googleapis.com gradle.org grafana.com graphql.org greenhouse.io gstatic.com
  gumroad.com gun.io guru.com gyazo.com habr.com hachyderm.io hackaday.com hackernoon.com hackerone.com
  hackerrank.com hashicorp.com hashnode.com hashnode.dev haskell.org hastebin.com heroku.com hetzner.com hh.ru
  himalayas.app hired.com hnhiring.com hnhiring.me hnjobs.com hnwhoishiring.com homerun.co hotmail.com
  hub.docker.com hubspot.com huggingface.co hunter.io i.redd.it icims.com icloud.com ietf.org ifttt.com imgur.com
  indeed.com indiegogo.com infojobs.net instagram.com instructables.com intercom.com is.gd issuehunt.io itch.io
  jazzhr.com jestjs.io jetbrains.com jobicy.com jobvite.com join.com joomla.org jsdelivr.net jsfiddle.net
  json-schema.org json.org jsr.io juejin.cn jupyter.org justjoin.it kaggle.com kde.org keepachangelog.com kernel.org
  keybase.io kickstarter.com ko-fi.com kotlinlang.org kubernetes.io kununu.com larajobs.com laravel.com leetcode.com
  letsencrypt.org lever.co liberapay.com linear.app linkedin.cn linkedin.com linkin.bio linktr.ee linode.com
  linux.org live.com lnk.bio lnkd.in lobste.rs loom.com lu.ma luma.com m.me mail.ru mailchimp.com mailgun.com
  make.com malt.com maps.google.com mariadb.org mastodon.online mastodon.social mastodon.world maven.org medium.com
  meet.google.com meetup.com mega.nz microsoft.com miro.com mistral.ai mitre.org monday.com mongodb.com monster.com
  mozilla.org mp.weixin.qq.com mvnrepository.com myshopify.com mysql.com myworkdayjobs.com n8n.io namecheap.com
  naukri.com neon.tech netlify.com newrelic.com news.google.com news.ycombinator.com nextjs.org nist.gov nixos.org
  nodejs.org nofluffjobs.com notion.com notion.site notion.so npmjs.com npmjs.org npmtrends.com nuget.org numpy.org
  nvd.nist.gov nytimes.com odysee.com office.com ok.ru onedrive.live.com openai.com openapis.org
  openbsd.org opencollective.com opensource.org openstreetmap.org opire.dev oraclecloud.com orcid.org otta.com
  outlook.com ovh.com ow.ly owasp.org packagephobia.com packagist.org pandas.pydata.org pastebin.com pastebin.pl
  patreon.com paylocity.com paypal.com paypal.me peopleperhour.com perplexity.ai personio.com personio.de pexels.com
  php.net pinpointhq.com pinterest.com pixiv.net pkg.go.dev planetscale.com play.google.com playwright.dev polar.sh
  polymer.co postgresql.org postman.com powertofly.com pracuj.pl prettier.io prnt.sc producthunt.com prometheus.io
  proton.me protonmail.com pub.dev pypi.org python.org pythonjobs.com pytorch.org qq.com rabota.ua railway.app rb.gy
  react.dev reactjs.org readthedocs.io rebrand.ly recruitee.com redbubble.com redd.it reddit.com redhat.com redis.io
  reed.co.uk remoteok.com remoteok.io remotive.com remotive.io render.com rentry.co replit.com researchgate.net
  reuters.com rippling-ats.com rippling.com roblox.com rollupjs.org ruby-lang.org rubygems.org rubynow.com
  rubyonrails.org rumble.com rust-lang.org salesforce.com scala-lang.org schema.org scipy.org seek.com.au
  segmentfault.com semver.org sendgrid.com sentry.io serverfault.com sharepoint.com shields.io shopify.com
  shorturl.at signal.me signal.org similarweb.com simplyhired.com skype.com slack.com smartrecruiters.com
  society6.com solidjs.com solo.to soundcloud.com sourceforge.net spdx.org spotify.com sqlite.org squarespace.com
  sr.ht stackblitz.com stackexchange.com stackoverflow.com steamcommunity.com steampowered.com stepstone.de
  streamelements.com streamlabs.com stripe.com substack.com successfactors.com supabase.com superjob.ru
  superuser.com svelte.dev swagger.io swift.org t.co t.me tailwindcss.com taleo.net taplink.cc teamtailor.com
  techcrunch.com telegram.me telegram.org tensorflow.org terraform.io thanks.dev theguardian.com theverge.com
  thingiverse.com threads.com threads.net throne.com tidelift.com tiktok.com tinyurl.com toml.io toptal.com
  totaljobs.com transfer.sh travis-ci.com travis-ci.org trello.com tripadvisor.com triplebyte.com trustpilot.com
  tumblr.com tutorialspoint.com twilio.com twitch.tv twitter.com typescriptlang.org uber.com ubuntu.com udemy.com
  ultipro.com unpkg.com unsplash.com upwork.com usebraintrust.com v2ex.com venmo.com vercel.com vimeo.com
  visualstudio.com vite.dev vitejs.dev vitest.dev vk.com vscode.dev vuejobs.com vuejs.org w3.org w3schools.com wa.me
  walmart.com wayback.archive.org web.archive.org web3.career webflow.com webpack.js.org weibo.com weixin.qq.com
  welcometothejungle.com wellfound.com wetransfer.com weworkremotely.com whatsapp.com whoishiring.io wikidata.org
  wikimedia.org wikipedia.org wired.com wix.com wordpress.org work.ua workable.com workatastartup.com wsj.com x.com
  xing.com yahoo.com yaml.org yandex.ru yarnpkg.com ycombinator.com yelp.com youtu.be youtube.com zapier.com
  zendesk.com zhihu.com ziprecruiter.com zoom.us zoominfo.com
  bigcartel.com storenvy.com payhip.com sellfy.com teespring.com inprnt.com threadless.com zazzle.com square.site ecwid.com
  `.split(/\s+/),
);

/** The same for names that stand under many endings: google.co.uk, amazon.de. */
const PUBLIC_NAMES = new Set(
  'google amazon ebay glassdoor indeed yahoo craigslist gumtree yandex stackoverflow'.split(' '),
);

/** Hosts where a booking or form page stands under a path of its own. */
export const BOOKING_PATHS: readonly (readonly [RegExp, RegExp])[] = [
  [/^docs\.google\.com$/, /^\/(?:[^/]+\/)?forms\//],
  [/^(?:www\.)?airtable\.com$/, /^\/(?:embed\/)?(?:shr|app\w+\/(?:pag\w+\/form|shr))/],
  [/^calendar\.notion\.so$|^cron\.com$/, /^\/meet\//],
  [/^(?:www\.)?squareup\.com$|^(?:app\.)?hubspot\.com$/, /^\/(?:appointments|meetings)\//],
  [/^app\.formbricks\.com$/, /^\/s\//],
  [/^calendar\.google\.com$/, /^\/calendar\/(?:u\/\d+\/)?(?:appointments|selfsched)/],
  [/^outlook\.(?:office365|office|live)\.com$/, /^\/(?:owa\/calendar|book|bookwithme)/],
  [/^(?:[\w-]+\.)?notion\.(?:site|so)$/, /\/(?:[\w-]*-)?(?:contact|form|hire|book)/],
];

/** Last segment of a path under which a site takes enquiries itself. */
export const CONTACT_PAGE =
  /^(?:contacts?(?:[-_]?(?:us|me|form|page|sales))?|reach-?(?:us|out)|talk-?to-?us|say-?hello|hello|consultation|free-?consultation|(?:discovery|intro|strategy)-?call|appointments?|book-?a-?consultation|work-?together|let-?us-?talk|project-?inquiry|contactar|contattaci|contact-?ons|kapcsolat|iletisim|kontaktai|yhteystiedot|contactanos|fale-?conosco|orcamento|presupuesto|devis|angebot|anfrage|contacto|contactez(?:-nous)?|contatti|contato|kontakt|kontakte|kontakty|kontaktformular|impressum-kontakt|hire(?:-?(?:us|me))?|work-?with-?(?:us|me)|get-?in-?touch|lets-?(?:talk|chat|work)|start-?a-?project|start-?project|book(?:-?(?:a-?)?(?:call|demo|meeting|now|me|us))?|schedule(?:-a-call)?|booking|quote|get-?a-?quote|request-?a-?quote|estimate|enquir(?:y|e|ies)|inquir(?:y|e|ies)|brief|commission(?:s|-form|-info)?|freelance(?:-form)?|intake)(?:\.(?:html?|php|aspx?))?$/i;

function isUnder(hosts: ReadonlySet<string>, host: string): boolean {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) if (hosts.has(name)) return true;
  return false;
}

/** Says whether a host takes bookings or holds forms, whatever the path. */
export const isBookingHost = (host: string) => isUnder(BOOKING_HOSTS, host);

/** Says whether a host is a public place, where nobody is at home. */
export function isPublicHost(host: string): boolean {
  const labels = host.split('.');
  const name = (labels.at(-2)?.length ?? 0) <= 3 && labels.length > 2 ? labels.at(-3) : labels.at(-2);
  return PUBLIC_NAMES.has(name ?? '') || isUnder(PUBLIC_HOSTS, host);
}
