const UNITS: Readonly<Record<string, number>> = {
  ...{ a: 1, one: 1, two: 2, couple: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18 },
  ...{ nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
};
const TIMES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1_000, grand: 1_000 };

const WORD = [...Object.keys(UNITS), ...Object.keys(TIMES)].sort((a, b) => b.length - a.length).join('|');
/** Only amounts of money are looked for: a currency in words follows. */
const AMOUNT_IN_WORDS = new RegExp(
  String.raw`\b(?:a couple(?: of)?|${WORD})(?:[ -](?:and[ -])?(?:${WORD}|of)){0,8}(?=[ -](?:us )?(?:dollars|bucks|euros?|pounds|quid|rupees|francs?)\b)`,
  'gi',
);

function amountOf(words: string): number {
  let whole = 0;
  let part = 0;
  for (const word of words.toLowerCase().split(/[ -]/)) {
    const times = TIMES[word];
    if (times === 100) part = Math.max(part, 1) * times;
    else if (times !== undefined) {
      whole += Math.max(part, 1) * times;
      part = 0;
    } else if (word !== 'a' || part === 0) part = word === 'couple' ? 2 : part + (UNITS[word] ?? 0);
  }
  return whole + part;
}

/** Most posts name no currency in words, and are not searched for more. */
const CURRENCY_IN_WORDS = /\b(?:dollars|bucks|euros?|pounds|quid|rupees|francs?)\b/i;

/** Writes amounts of money that stand in English words in figures: "two thousand five hundred euros" is "2500 euros". */
export function figuresForWords(text: string): string {
  if (!CURRENCY_IN_WORDS.test(text)) return text;
  return text.replace(AMOUNT_IN_WORDS, (words) => String(amountOf(words)));
}
