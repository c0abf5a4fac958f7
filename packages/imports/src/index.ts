export { type ImportFormat, importFormatOf } from './import-format.ts';
export type { ImportRow } from './import-row.ts';
export { importedPost } from './imported-post.ts';
export { type Line, linesOf } from './lines-of.ts';
export { readImport } from './read-import.ts';
