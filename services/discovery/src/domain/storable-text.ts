/** Text without what neither Postgres nor UTF-8 can hold: NUL, and halves of surrogate pairs. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');
