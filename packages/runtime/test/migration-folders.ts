import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOY_MIGRATIONS } from './toy.ts';

/** Makes folders of migrations that can be added to and edited, and removes them all at the end. */
export class MigrationFolders {
  readonly #root = mkdtempSync(join(tmpdir(), 'migrations-'));

  /** A folder with the toy's migrations and those given by file name; making it again adds and replaces. */
  make(name: string, files: Readonly<Record<string, string>> = {}): string {
    const folder = join(this.#root, name);
    cpSync(TOY_MIGRATIONS, folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}
