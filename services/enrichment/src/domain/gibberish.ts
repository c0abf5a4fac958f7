/** Letters that many languages write for one sound, so that "krzysztof" and "schmidt" are no heaps of consonants. */
const ONE_SOUND =
  /sch|tsch|szcz|[csrdz]z|[csptgk]h|ck|ng|ts|kr|tr|st|sk|br|gr|pr|dr|pl|bl|kl|fl|gl|rs|nt|nd|rt|ll|ss|tt|mm|nn/g;
const CONSONANTS = /[bcdfghjklmnpqrstvwxz]{5,}/;
const VOWEL = /[aeiouy]/;
const MIN_LENGTH = 8;
const MANY_TURNS = 4;

/**
 * Says whether the name of a mailbox looks made by a machine: long, in Latin letters, and either nobody could say it or letters
 * and digits take turns. A number is none: some services' mailboxes are numbers. A guess, for a score and never for a refusal.
 */
export function isGibberish(local: string): boolean {
  const name = local.toLowerCase().split('+', 1)[0] ?? '';
  if (name.length < MIN_LENGTH || !/^[a-z0-9._-]+$/.test(name)) return false;
  const turns = name.match(/[a-z](?=\d)|\d(?=[a-z])/g)?.length ?? 0;
  if (turns >= MANY_TURNS) return true;
  return name
    .split(/[\d._-]+/)
    .filter((word) => word.length >= MIN_LENGTH)
    .some((word) => !VOWEL.test(word) || CONSONANTS.test(word.replace(ONE_SOUND, 's')));
}
