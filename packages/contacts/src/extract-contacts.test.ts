import { describe, expect, test } from '@jest/globals';
import { extractContacts } from './extract-contacts.ts';
import type { Post } from './post.ts';

const post = (text: string, rest: Partial<Post> = {}): Post => ({
  platform: 'hackernews',
  url: null,
  author: 'hazel_w',
  title: null,
  text,
  ...rest,
});

/** `kind:value` of everything found, in alphabetical order. */
const found = (text: string, rest: Partial<Post> = {}) =>
  extractContacts(post(text, rest))
    .map(({ kind, value }) => `${kind}:${value}`)
    .sort();

describe('addresses written as addresses', () => {
  test.each([
    ['in prose', 'Write to Hazel@Wrenlock.io, please.', ['email:hazel@wrenlock.io']],
    ['twice escaped', 'mail: hazel&amp;#64;wrenlock&amp;#46;io', ['email:hazel@wrenlock.io']],
    [
      'in a mailto link with a subject',
      '<a href="mailto:hazel%40wrenlock.io?subject=hi">me</a>',
      ['email:hazel@wrenlock.io'],
    ],
    [
      'behind Cloudflare',
      '<span data-cfemail="42232c2c02352730276c2b2d">[email&#160;protected]</span>',
      ['email:ann@were.io'],
    ],
    ['between markdown signs', '**Mail:** _hazel@wrenlock.io_', ['email:hazel@wrenlock.io']],
    ['next to Chinese signs', '邮箱：hazel@wrenlock.cn（附简历）', ['email:hazel@wrenlock.cn']],
    ['on a labelled line of a code block', '```\nauthor: Hazel <hazel@wrenlock.io>\n```', ['email:hazel@wrenlock.io']],
    ['in an unclosed code tag', 'USD 4,400. <code>parts@wrenlock.works', ['email:parts@wrenlock.works']],
  ])('finds one %s', (_where, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['robots', 'no-reply@wrenlock.io bounces+12@wrenlock.io ci-bot@wrenlock.io'],
    ['reserved names', 'hazel@example.org, a@service.internal, b@printer.local, c@site.test'],
    ['placeholders', 'you@wrenlock.io or jobs@yourcompany.com or name@domain.com'],
    ['logins', 'ssh deploy@gate.wrenlock.io; git@code.wrenlock.io:team/app.git; root@gate.wrenlock.io:~#'],
    ['credentials in addresses', 'amqp://app:secret@mq.wrenlock.io:5672/ and https://key123@in.wrenlock.io/4'],
    ['versions and images', 'vite@7.1.3, actions/cache@v4, icon@2x.png, @wren/core@2.0.1'],
    ['message ids', 'Message-ID: <20260301.81122@mail.wrenlock.io>'],
    ['other networks', '@hazel@mastodon.wrenlock.io, sip:200@pbx.wrenlock.io, XMPP: hazel@jabber.wrenlock.io'],
    ['plain code', '```js\nconst to = "hazel@wrenlock.io";\n```'],
    ['redacted ones', '***@***.*** wrote'],
  ])('leaves %s alone', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('addresses hidden from robots', () => {
  test.each([
    ['hazel [at] wrenlock [dot] io'],
    ['hazel(at)wrenlock(dot)io'],
    ['hazel AT wrenlock DOT io'],
    ['hazel at wrenlock dot io'],
    ['hazel\\[at\\]wrenlock\\[dot\\]io'],
    ['hazel (arroba) wrenlock (punto) io'],
    ['hazel_at_wrenlock_dot_io'],
    ['mail me at hazel at wrenlock.io'],
    ['Hazel W. <hazel at wrenlock.io> writes:'],
    ['ask us (hazel at wrenlock.io)'],
    ['reach me: hazel @ wrenlock . io'],
    ['e-mail aGF6ZWxAd3JlbmxvY2suaW8='],
    ['backwards: oi.kcolnerw@lezah'],
    ['unmry@jeraybpx.vb (rot13)'],
    ['Reply-To: hazel at wrenlock.io'],
    ['send your CV to hazel at wrenlock.io'],
  ])('reads %j', (text) => {
    expect(found(text)).toEqual(['email:hazel@wrenlock.io']);
  });

  test.each([
    ['I was an engineer at wrenlock.io'],
    ['we look at wrenlock.io a lot, email is in my profile'],
    ['the docs are hosted at wrenlock.io'],
    ['find us at wrenlock dot io'],
    ['Contact our friendly little office in Lyon at wrenlock.io'],
    ['meet @ 5pm, 2 @ $5'],
  ])('does not take %j for one', (text) => {
    expect(found(text).filter((value) => value.startsWith('email:'))).toEqual([]);
  });

  test.each([
    ['My username at gmail dot com'],
    ['(my HN username) [at] gmail.com'],
    ['[username]@gmail.com'],
    ['this handle at gmail'],
  ])('resolves %j by the author', (text) => {
    expect(found(text)).toEqual(['email:hazel_w@gmail.com']);
    expect(extractContacts(post(text))[0]?.source.where).toBe('author');
    expect(found(text, { author: null })).toEqual([]);
  });
});

describe('profiles and handles', () => {
  test.each([
    ['https://x.com/hazelw and https://twitter.com/intent/tweet?text=a', ['twitter:hazelw']],
    ['uk.linkedin.com/in/hazel-w-1a/ https://www.linkedin.com/jobs/view/1', ['linkedin:in/hazel-w-1a']],
    ['https://github.com/hazelw https://github.com/hazelw/loom https://github.com/topics/loom', ['github:hazelw']],
    [
      'https://t.me/hazel_w https://t.me/share/url?url=a https://t.me/c/1/2 https://t.me/+AbCdEf12345',
      ['telegram:+AbCdEf12345', 'telegram:hazel_w'],
    ],
    ['https://discord.gg/wren https://discord.com/channels/1/2', ['discord:discord.gg/wren']],
    ['https://wa.me/14155550147?text=hi', ['whatsapp:+14155550147']],
    [
      'https://www.reddit.com/user/hazel_w/ r/forhire u/AutoModerator /u/hazel_alt',
      ['reddit:hazel_alt', 'reddit:hazel_w'],
    ],
    ['https://instagram.com/hazel.w/ https://instagram.com/p/abc', ['instagram:hazel.w']],
    [
      'https://facebook.com/wrenlock https://facebook.com/groups/9 https://facebook.com/profile.php?id=9',
      ['facebook:wrenlock'],
    ],
    [
      'https://calendly.com/hazel/30min?month=1 https://forms.gle/aB',
      ['booking_link:https://calendly.com/hazel/30min', 'booking_link:https://forms.gle/aB'],
    ],
  ])('reads the profiles, and only those, out of %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['Twitter: @hazelw, GitHub: hazel-w', ['github:hazel-w', 'twitter:hazelw']],
    ['@hazelw on Twitter/Telegram', ['telegram:hazelw', 'twitter:hazelw']],
    ['add hazel.w on Discord', ['discord:hazel.w']],
    ['my telegram handle is hazel_tg', ['telegram:hazel_tg']],
    ['discord hazelw#0417', ['discord:hazelw#0417']],
    ['IG - @hazel.w', ['instagram:hazel.w']],
    ['message me on discord, or join our telegram group', []],
    ['Discord: yes. Telegram: none', []],
    ['Telegram: coming soon. Discord: server is down', []],
    ['tg://resolve?domain=hazel_w', ['telegram:hazel_w']],
    ['{"sameAs":["https://x.com/hazelw","https://github.com/hazelw"]}', ['github:hazelw', 'twitter:hazelw']],
    ['bare @hazelw says nothing', []],
  ])('gives %j to the network its cue names', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('takes a bare mention for a handle only on its own network', () => {
    const text = 'ping @rowan-t, cc @wren/devs @dependabot `@types/node`, TikTok: @hazeltok';
    expect(found(text, { platform: 'github' })).toEqual(['github:rowan-t']);
    expect(found('DM @rowan_t or .@wrenlock!', { platform: 'twitter' })).toEqual([
      'twitter:rowan_t',
      'twitter:wrenlock',
    ]);
    expect(
      found('ask <@412300000000000009>, hello <@412300000000000010>, dm @hazel.w', { platform: 'discord' }),
    ).toEqual(['discord:412300000000000009', 'discord:hazel.w']);
  });
});

describe('numbers', () => {
  test.each([
    ['+44 (0)20 7946 0123', ['phone:+442079460123']],
    ['(415) 555-0199 ext 4', ['phone:+14155550199']],
    ['WhatsApp: +34 600 00 01 77', ['whatsapp:+34600000177']],
    ['+34 600 00 01 77 (WhatsApp)', ['whatsapp:+34600000177']],
    ['fax +44 20 7946 0124', []],
    ['Ticket 4155-0177, ref 415-5550123-9, 12.05.2026 - 14.05.2026, $415.55', []],
    ['card 4111 1111 1111 1111, build 4155550177', []],
    ['+1 (555) 555-5555', []],
  ])('reads %j as %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('reads a national number only when the text shows the country', () => {
    expect(found('Tel. 030 1234567', { url: 'https://wrenlock.de/kontakt' })).toEqual(['phone:+49301234567']);
    expect(found('Tel. 030 1234567')).toEqual([]);
  });
});

describe('what is told about a contact', () => {
  test('its place in the text as it was given, entities and all', () => {
    const text = 'Write&#x2F;call: <b>hazel</b> [at] wrenlock [dot] io &amp; co';
    const [contact] = extractContacts(post(text, { url: 'https://news.wrenlock.io/1' }));
    expect(text.slice(contact?.source.start ?? 0, contact?.source.end ?? 0)).toBe('hazel</b> [at] wrenlock [dot] io');
    expect(contact?.source).toMatchObject({ where: 'text', url: 'https://news.wrenlock.io/1' });
    expect(contact?.rule).toBe('email.disguised');
  });

  test('the best first, with reasons: a person asked to be written to before a role, before a mention', () => {
    const contacts = extractContacts(
      post('Email hazel@wrenlock.io. Legal: legal@wrenlock.io\n> old@wrenlock.io\nthanks @rowan', {
        platform: 'github',
      }),
    );
    expect(contacts.map(({ value }) => value)).toEqual([
      'hazel@wrenlock.io',
      'legal@wrenlock.io',
      'old@wrenlock.io',
      'rowan',
    ]);
    expect(contacts[0]?.reasons).toContain('The words before it ask to be written to');
    expect(contacts.every(({ score }) => score > 0 && score < 1)).toBe(true);
  });

  test('an address that the next words take back comes behind the one that replaces it', () => {
    const contacts = extractContacts(
      post('Contact old.hazel@wrenlock.io -- sorry, the old one. It is hazel@wrenlock.io'),
    );
    expect(contacts.map(({ value }) => value)).toEqual(['hazel@wrenlock.io', 'old.hazel@wrenlock.io']);
  });

  test('each value once, however often it is written', () => {
    expect(
      found('hazel@wrenlock.io, HAZEL@wrenlock.io, hazel at wrenlock dot io', { title: 'hazel@wrenlock.io' }),
    ).toEqual(['email:hazel@wrenlock.io']);
  });
});
