/** Who asks; each with the domain its people write from. All invented. */
export const ASKERS: readonly { readonly who: string; readonly domain: string }[] = [
  { who: 'a bakery with four vans', domain: 'crustandcompass.co' },
  { who: 'a climbing gym', domain: 'gritstonehall.com' },
  { who: 'two people who rent out canoes', domain: 'slowpaddle.ca' },
  { who: 'a veterinary practice', domain: 'northbarnvets.co.uk' },
  { who: 'a small museum of locks', domain: 'lockmuseum.org' },
  { who: 'a wholesaler of garden tools', domain: 'spadeandhedge.com' },
  { who: 'a physiotherapy clinic', domain: 'kneeandback.clinic' },
  { who: 'a cooperative of beekeepers', domain: 'hivefold.coop' },
  { who: 'an indie game studio of three', domain: 'paperlantern.games' },
  { who: 'a language school', domain: 'vowelworks.eu' },
  { who: 'a charity that repairs wheelchairs', domain: 'secondspin.org' },
  { who: 'a brewery', domain: 'halfmoonbrew.co' },
  { who: 'a tenants association', domain: 'stairwell-nine.org' },
  { who: 'a logistics startup', domain: 'palletwise.io' },
  { who: 'a podcast about rivers', domain: 'confluence-pod.fm' },
  { who: 'a shop for used synthesizers', domain: 'patchbay.store' },
  { who: 'an architecture office', domain: 'eavesandarch.com' },
  { who: 'a seed-stage biotech', domain: 'platewell.bio' },
];

/** What is asked for: a title and the sentences that say it. */
export const TASKS: readonly { readonly title: string; readonly need: string }[] = [
  {
    title: 'booking page with deposits',
    need: 'We need a developer to build a booking page where customers choose a slot and pay a deposit.',
  },
  {
    title: 'scraper for supplier price lists',
    need: 'Looking for someone to write a scraper that reads eleven supplier price lists every night into one table.',
  },
  {
    title: 'logo and a small brand kit',
    need: 'We are looking for a designer to draw a logo, two variants and a one-page brand kit.',
  },
  {
    title: 'migrate WordPress to a static site',
    need: 'We want our WordPress site migrated to a static one without losing 340 old addresses.',
  },
  {
    title: 'Shopify theme fixes',
    need: 'Need someone to fix our Shopify theme: the cart drawer breaks on phones and variants lose their pictures.',
  },
  {
    title: 'React Native app for field staff',
    need: 'We are hiring a freelance React Native developer for an app that works without a signal and syncs at night.',
  },
  {
    title: 'dashboard over our sensor data',
    need: 'Seeking a data engineer to build a dashboard over two years of sensor readings in Postgres.',
  },
  {
    title: 'twelve character illustrations',
    need: 'Looking to hire an illustrator for twelve characters, front and back, flat colours.',
  },
  {
    title: 'Zapier is not enough: order automation',
    need: 'Somebody has to automate our orders: mail comes in, a row is made, a label is printed, the customer is told.',
  },
  {
    title: 'edit six podcast episodes',
    need: 'I need an audio editor for six episodes: noise, levels, the usual ums, and chapter marks.',
  },
  {
    title: 'port a Python tool to Windows',
    need: 'Who can port our Python tool to Windows and give us one installer that people can click?',
  },
  {
    title: 'translate our app into Dutch',
    need: 'We need a translator for 4,200 strings, English to Dutch, with the plurals done right.',
  },
  {
    title: 'accessibility audit and fixes',
    need: 'We require an accessibility audit against WCAG 2.2 AA and someone who then fixes what was found.',
  },
  {
    title: 'Telegram bot for our waiting list',
    need: 'Looking for a developer to make a Telegram bot that runs a waiting list and sends reminders.',
  },
  {
    title: 'clean up a spreadsheet of 9,000 members',
    need: 'I want a spreadsheet of 9,000 members cleaned: duplicates merged, phone numbers in one notation.',
  },
  {
    title: 'Rust consultant for a slow parser',
    need: 'We are looking for a Rust consultant to find out why our parser takes four minutes on one file.',
  },
];

/** What else is said about the job, so that no two posts read alike. */
export const CONDITIONS: readonly string[] = [
  'Must be done before the season starts, so within five weeks.',
  'There is an old version that half works; you may throw it away.',
  'We have wireframes and know what we want, mostly.',
  'Please show one thing you have made that is still in use.',
  'Paid by milestone: a third at the start, a third in the middle, the rest at the end.',
  'Two short calls a week, the rest in writing, any time zone.',
  'No agencies this time, we would like to talk to the person who does it.',
  'The code stays with us and the repository is public afterwards.',
  'It should run on a machine in our cellar, not in a cloud.',
  'Happy to be told that we are wrong about the approach.',
  'If it goes well there are three more like it in spring.',
  'We tried to do it ourselves for two weekends and gave up.',
  'Design is settled, only the building is left.',
  'You would work with our part-time admin, who knows every corner of it.',
];

/** Ways a budget is written, in many currencies; `null` says none. */
export const BUDGETS: readonly (string | null)[] = [
  '$1,500',
  '$2.5k',
  'USD 800',
  '€1.200',
  '600–900 €',
  '£450',
  'GBP 3,000',
  'CHF 2’400',
  'CA$700',
  'A$1,100',
  '₹45,000',
  '3500 zł',
  'R$ 2.000',
  '90 000 ₽',
  '12 000 kr',
  '$40/hr',
  '€350 per day',
  '¥180,000',
  null,
];

/** Ways a budget is told. */
export const BUDGET_SENTENCES: readonly string[] = [
  'Budget: {budget}.',
  'We can pay {budget}.',
  'We have {budget} set aside for it.',
  'Happy to pay {budget} for the job.',
  'Fixed price, {budget}.',
];

/** Ways an address is given; the disguised ones are what address collectors miss. */
export const CONTACT_SENTENCES: readonly string[] = [
  'Write to {local}@{domain}.',
  'Mail me: {local}@{domain}',
  'Reach me at {local} [at] {domain}.',
  'Contact: {local} (at) {name} (dot) {tld}',
  'email {local} AT {domain}',
  'My address is {local} at {name} dot {tld}, please no calls.',
];
