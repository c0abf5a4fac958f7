import type { MarketPrice, Service } from './catalogue.ts';

function agencyHours(hours: number): MarketPrice {
  return {
    hours,
    rateMinor: 12_000,
    source: `${hours} hours at $120 an hour, the low end of what boutique US agencies charge ($120–250) according to revenuegroup.agency/blog/web-design-pricing-guide, read in November 2026; the hours are our estimate`,
  };
}

/** Something new that people use in a browser or on a phone. */
export const webAndApp: Service = {
  code: 'web_application',
  name: 'Web and app build',
  tiers: [
    {
      code: 'web.page',
      name: 'Small site or tool',
      size: 'small',
      priceMinor: 64_000,
      market: agencyHours(16),
      scope: [
        'Up to five pages or screens, responsive, built from your content or data',
        'One form or one data source, wired to a service or file you already have',
        'Accessible markup and a performance pass before hand-over',
        'Deployed to a host of your choice, with the source in your repository',
      ],
      milestones: [
        {
          title: 'Live and handed over',
          deliverable: 'Deployed pages or screens, source code, a short guide to changing them',
          weight: 1,
          workDays: 3,
        },
      ],
    },
    {
      code: 'web.feature',
      name: 'Feature or internal tool',
      size: 'medium',
      priceMinor: 180_000,
      market: agencyHours(36),
      scope: [
        'One feature or internal tool with up to six screens, agreed in writing before coding starts',
        'Sign-in with your existing provider, or e-mail links where there is none',
        'Automated tests for the main path, run in your continuous integration',
        'Code review with you at each milestone',
      ],
      milestones: [
        {
          title: 'Working skeleton',
          deliverable: 'Main screens clickable on a preview address, data model agreed',
          weight: 2,
          workDays: 3,
        },
        {
          title: 'Finished and deployed',
          deliverable: 'Feature complete, tested, deployed, documented',
          weight: 3,
          workDays: 3,
        },
      ],
    },
    {
      code: 'web.product',
      name: 'First version of a product',
      size: 'large',
      priceMinor: 480_000,
      market: agencyHours(100),
      scope: [
        'A first version that real users can sign up to, with up to twelve screens',
        'Accounts, roles, and one payment or messaging integration',
        'Automated tests, error reporting and a deployment you own',
        'A written backlog of what should come next, and why',
      ],
      milestones: [
        {
          title: 'Design and skeleton',
          deliverable: 'Screens, data model and preview address',
          weight: 1,
          workDays: 3,
        },
        { title: 'Core flow', deliverable: 'The main journey works end to end', weight: 1, workDays: 7 },
        { title: 'Launch', deliverable: 'Deployed, tested, monitored, documented', weight: 1, workDays: 3 },
      ],
    },
  ],
  exclusions: [
    'Writing marketing copy, photography and logo design',
    'Fees of hosts, app stores and other providers',
    'Maintenance after the last milestone is released',
  ],
  signals: [
    { term: 'web app', pattern: /\bweb[ -]?app(lication)?s?\b/, weight: 3 },
    { term: 'website', pattern: /\bweb[ -]?sites?\b|\blanding pages?\b|\bweb ?shop\b|\bredesign\b/, weight: 3 },
    {
      term: 'mobile app',
      pattern: /\b(mobile|phone) (apps?|dev(eloper)?)\b|\b(ios|android|iphone)\b|\bflutter\b|\breact native\b/,
      weight: 3,
    },
    { term: 'app', pattern: /\b(apps?|inventory system|booking system)\b/, weight: 2 },
    { term: 'MVP', pattern: /\bmvp\b|\bprototype\b|\bfrom scratch\b|\bproof of concept\b/, weight: 2 },
    {
      term: 'dashboard',
      pattern: /\bdashboards?\b|\binternal tools?\b|\badmin panel\b|\bportal\b|\bsaas\b|\bmarketplace\b/,
      weight: 2,
    },
    {
      term: 'web framework',
      pattern: /\b(react|vue|svelte|next\.?js|nuxt|angular|django|rails|laravel|htmx|astro|phoenix)\b/,
      weight: 2,
    },
    { term: 'site builder', pattern: /\b(shopify|shopware|wordpress|webflow|woocommerce|squarespace)\b/, weight: 2 },
    {
      term: 'booking',
      pattern:
        /\bbook(ing|ings|able)\b|\breserv(e|ation|ations)\b|\bsign(s|ing)? (up|in|slips)\b|\bpick a slot\b|\brotas?\b/,
      weight: 2,
    },
    {
      term: 'page',
      pattern:
        /\b(a|one|web|public|rota|small|eight|few) (web )?pages?\b|\bcatalogue\b|\bscreens\b|\bupload(s|ed)?\b|\battach\b/,
      weight: 2,
    },
    {
      term: 'front end',
      pattern: /\bfront[ -]?end\b|\bfull[ -]?stack\b|\bback[ -]?end\b|\bui\b|\bcheckout\b|\bplug-?ins?\b/,
      weight: 1,
    },
    { term: 'developer', pattern: /\b(developer|engineer|programmer|coder|dev)\b|\bbuild\b/, weight: 1 },
    {
      term: 'programming language',
      pattern: /\b(typescript|javascript|ruby|php|swift|kotlin|elixir|golang|rust|java)\b/,
      weight: 1,
    },
  ],
};
