/** Those who offer their own work. */
export const OFFERS: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Full-stack developer, available now',
    text: 'I am a full-stack developer with nine years of experience, available for work from Monday. My rates start at $45/hr, portfolio on request. hire@codebyrowan.dev',
  },
  {
    title: 'Logo designer open for commissions',
    text: 'I am an illustrator and commissions are open: logos from $60, characters from $120. My portfolio is in my profile.',
  },
  {
    title: 'I will edit your videos',
    text: 'I offer video editing, colour and subtitles, two days turnaround, from $25 a video. Past clients include three cooking channels.',
  },
  {
    title: 'Agency with a team of 40',
    text: 'We are a software agency offering web, app and cloud services. Our team is looking for new clients. Write to sales@manyhands-agency.biz',
  },
  {
    title: 'Virtual assistant seeking clients',
    text: 'I am a virtual assistant seeking new clients. I can handle mail, calendars and invoices, 15 hours a week, $9 an hour.',
  },
  {
    title: 'SEO expert, first page guaranteed',
    text: 'I am an SEO expert and will put your site on the first page. I charge $200 a month. Let me help you today.',
  },
];

/** Neither asks nor offers. */
export const CHATTER: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'How do you price your first project?',
    text: 'I keep reading different things about rates. What do you ask for when the client has no idea either?',
  },
  {
    title: 'Our old site was down all weekend',
    text: 'It was $19 a month and now it is $25, and nobody answers the phone. Moving everything myself.',
  },
  { title: 'Photos of the harbour', text: 'Took these on Sunday with an old lens. No filters.' },
  {
    title: 'Monthly thread: introduce yourselves',
    text: 'Say hello, where you are and what you are learning. Be kind.',
  },
  {
    title: 'Is remote work getting harder to find?',
    text: 'Wondering whether anyone else sees fewer contracts this year than last.',
  },
];

/** Looks like a request and is none: titles letter by letter, closed jobs, unpaid work, fake vacancies. */
export const DECOYS: readonly {
  readonly title: string;
  readonly text: string;
  readonly trap: string;
  readonly intent: 'supply' | 'other';
}[] = [
  {
    title: '[F O R H I R E] Senior engineer, hiring me is easy',
    text: 'I am a senior engineer and I am available for new projects. Rates from $50/hr.',
    trap: 'letters apart',
    intent: 'supply',
  },
  {
    title: '|for hire| looking for someone who needs a website',
    text: 'I can build your site in a week. My portfolio is in the comments, from $300.',
    trap: 'pipes',
    intent: 'supply',
  },
  {
    title: '[CLOSED] [Hiring] developer for a calendar',
    text: 'This position has been filled, thank you all.',
    trap: 'closed',
    intent: 'other',
  },
  {
    title: 'Why does nobody want to hire a freelancer for $500?',
    text: 'Asking for a discussion, not for work. What is a fair price these days?',
    trap: 'talk about hiring',
    intent: 'other',
  },
];

/** The same vacancy under many names, as it is sprayed over a platform. */
export const SPRAYED = {
  title: 'Remote data entry, paid daily, no experience needed',
  text: 'We are hiring 25 people for remote data entry. Earn $350 a day from home, no experience needed, start today. Message our manager on WhatsApp +44 7700 900{number} now, only {left} places left.',
} as const;

/** Given and family names, to make handles of. */
export const GIVEN = ['ada', 'bram', 'cleo', 'dario', 'esme', 'finn', 'greta', 'hal', 'ines', 'jori', 'kit', 'lena'];

/** See {@link GIVEN}. */
export const FAMILY = [
  'ashby',
  'brook',
  'calder',
  'dunmore',
  'ferris',
  'gale',
  'harrow',
  'ingram',
  'kestrel',
  'lowell',
];
