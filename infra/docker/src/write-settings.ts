import { chownSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingsFile } from './container-settings.ts';

/**
 * Writes each file into its container's volume below `folder`, readable by that container's user alone. Readers see the old
 * file or the new one, never a part; a second run writes the same again.
 */
export function writeSettings(folder: string, files: readonly SettingsFile[]): void {
  for (const { volume, name, text, userId } of files) {
    const file = join(folder, volume, name);
    writeFileSync(`${file}.new`, text, { mode: 0o400 });
    // -1 leaves the group as it is: it may read nothing here.
    chownSync(`${file}.new`, userId, -1);
    renameSync(`${file}.new`, file);
  }
}
