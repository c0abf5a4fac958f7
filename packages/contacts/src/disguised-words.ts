/** What people write for `@`, by language. */
export const AT_WORDS =
  'at-?sign|at|ät|æt|arroba|arobase|arobas|chiocciola|małpa|malpa|klammeraffe|собака|собачка|равлик|snabel-?a|zavináč|zavinac|apenstaartje|kukac|arond|παπάκι|アット|アットマーク|艾特|골뱅이|miukumauku';

/** What people write for a dot, by language. */
export const DOT_WORDS =
  'dot|punto|point|punkt|ponto|kropka|точка|тчк|крапка|period|punct|tečka|tecka|piste|pont|nokta|τελεία|ドット|点|점|full-?stop';

/** What people write for other signs of a mailbox. */
export const SIGN_WORDS: Readonly<Record<string, string>> = {
  underscore: '_',
  dash: '-',
  hyphen: '-',
  minus: '-',
  plus: '+',
};
