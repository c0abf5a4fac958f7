import type { MarketPrice, Service } from './catalogue.ts';

function professionalHours(hours: number): MarketPrice {
  return {
    hours,
    rateMinor: 10_000,
    source: `${hours} hours at $100 an hour, the low end of what US professionals charge ($100–200) according to opendoordigital.dev/blog/hourly-vs-fixed-price.html, read in November 2026; the hours are our estimate`,
  };
}

/** Something that people no longer have to do by hand. */
export const automation: Service = {
  code: 'automation',
  name: 'Automation and data',
  tiers: [
    {
      code: 'automation.script',
      name: 'Script or scraper',
      size: 'small',
      priceMinor: 32_000,
      market: professionalHours(8),
      scope: [
        'One script, scraper or bot that does one job from start to end',
        'Clear errors, safe to run twice, and a log of what it did',
        'Runs on your machine or your server, with setup instructions',
      ],
      milestones: [
        {
          title: 'The script, running on your data',
          deliverable: 'Source code, a sample of its output, setup notes',
          weight: 1,
          workDays: 3,
        },
      ],
    },
    {
      code: 'automation.integration',
      name: 'Integration between systems',
      size: 'medium',
      priceMinor: 120_000,
      market: professionalHours(28),
      scope: [
        'Up to three systems connected through their official interfaces',
        'Retries, duplicates and rate limits handled, with an alert when a run fails',
        'Automated tests against recorded answers of each system',
        'A one-page operating guide',
      ],
      milestones: [
        {
          title: 'First records flowing',
          deliverable: 'One direction works against your test accounts',
          weight: 1,
          workDays: 3,
        },
        {
          title: 'In production, watched',
          deliverable: 'All agreed flows live, with alerts and the guide',
          weight: 1,
          workDays: 3,
        },
      ],
    },
    {
      code: 'automation.pipeline',
      name: 'Data pipeline',
      size: 'large',
      priceMinor: 300_000,
      market: professionalHours(70),
      scope: [
        'Collecting, cleaning and storing data from up to eight sources on a schedule',
        'Checks of completeness and freshness, and a report of what was left out and why',
        'Backfill of the history that the sources still offer',
        'Documentation, and a hand-over call',
      ],
      milestones: [
        { title: 'Sources connected', deliverable: 'Raw data of every source in your store', weight: 1, workDays: 3 },
        { title: 'Clean and checked', deliverable: 'Modelled tables with quality checks', weight: 1, workDays: 3 },
        {
          title: 'Scheduled and handed over',
          deliverable: 'Running on schedule, documented, backfilled',
          weight: 1,
          workDays: 3,
        },
      ],
    },
  ],
  exclusions: [
    'Collecting data against a site’s terms or behind someone else’s login',
    'Fees of servers, proxies and other providers',
    'Changes that a connected system makes after hand-over',
  ],
  signals: [
    { term: 'scraping', pattern: /\b(web )?(scrap(e|er|ers|ing)|crawl(er|ing)?)\b/, weight: 4 },
    {
      term: 'manual work',
      pattern: /\bautomat(e|ed|es|ing|ion|ions|ically)\b|\bworkflows?\b|\bby hand\b|\bmanually\b|\bretyp(e|es|ing)\b/,
      weight: 3,
    },
    {
      term: 'automation tool',
      pattern: /\b(zapier|n8n|airtable|make\.com|google sheets?|spreadsheets?|excel)\b/,
      weight: 3,
    },
    {
      term: 'integration',
      pattern:
        /\bintegrat(e|es|ed|ing|ion|ions)\b|\bwebhooks?\b|\bsync(s|ed|ing|hroni[sz]e)?\b|\bconnect(or|ing)?\b|\bprotocol\b|\bserial port\b/,
      weight: 2,
    },
    {
      term: 'several sources',
      pattern: /\bin one place\b|\bmake them one\b|\bnever agree\b|\bthree exports\b/,
      weight: 2,
    },
    {
      term: 'recurring job',
      pattern:
        /\b(daily|nightly|weekly|hourly) (job|report|mail|export|import|run)\b|\breport a week\b|\bevery (morning|night|\d+ min)/,
      weight: 2,
    },
    { term: 'bot', pattern: /\b(chat|telegram|discord|slack)?[ -]?bots?\b/, weight: 2 },
    {
      term: 'data pipeline',
      pattern: /\betl\b|\bpipelines?\b|\bdata warehouse\b|\bdbt\b|\bairflow\b|\bdata (clean|import|export|migration)/,
      weight: 3,
    },
    { term: 'documents', pattern: /\b(csv|json|pdfs?|ocr|invoices?|pars(e|er|ing))\b|\bexports?\b/, weight: 2 },
    { term: 'language model', pattern: /\b(llms?|chatgpt|openai|gpt|rag|embeddings|ai agent)\b/, weight: 2 },
    { term: 'script', pattern: /\bscripts?\b|\bcron\b|\bpython\b/, weight: 2 },
    { term: 'notifications', pattern: /\b(sms|text messages?|a text|reminders?)\b/, weight: 1 },
    { term: 'API', pattern: /\bapis?\b/, weight: 1 },
  ],
};
