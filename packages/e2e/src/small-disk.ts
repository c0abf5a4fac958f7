import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';

const BLOCK = Buffer.alloc(4 * 1024);

/**
 * A disk that is soon full: a tmpfs in a mount namespace of its own, which a waiting shell holds. It goes with the shell, and
 * the shell goes with us. Others reach it through the shell's entry in `/proc`, so that it needs no rights but to make
 * namespaces: root's, or unprivileged user namespaces (user_namespaces(7)).
 */
export class SmallDisk {
  /** Where everybody finds it. */
  readonly path: string;
  readonly #holder: ChildProcessWithoutNullStreams;

  private constructor(holder: ChildProcessWithoutNullStreams, folder: string) {
    this.#holder = holder;
    this.path = `/proc/${holder.pid}/root${folder}`;
  }

  /** Mounts one of `bytes` over an empty folder, which is made. Resolves to undefined where that is not allowed. */
  static async mount(folder: string, bytes: number): Promise<SmallDisk | undefined> {
    mkdirSync(folder, { recursive: true });
    const namespaces = userInfo().uid === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const script = `mount -t tmpfs -o size=${bytes} tmpfs "$1" && echo mounted && read -r _`;
    const holder = spawn('unshare', [...namespaces, 'sh', '-c', script, 'small-disk', folder]);
    const isMounted = await new Promise<boolean>((resolve) => {
      holder.once('error', () => resolve(false));
      holder.once('exit', () => resolve(false));
      createInterface({ input: holder.stdout }).once('line', (line) => resolve(line === 'mounted'));
    });
    return isMounted ? new SmallDisk(holder, folder) : undefined;
  }

  /** Writes a file that takes all the room there is left. */
  fill(file: string): void {
    try {
      for (;;) appendFileSync(file, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Lets it go, with what is on it. */
  unmount(): void {
    this.#holder.stdin.destroy();
    this.#holder.kill('SIGKILL');
  }
}
