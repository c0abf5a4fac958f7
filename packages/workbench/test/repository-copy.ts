import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';

const ORIGINAL = join(import.meta.dirname, '../../..');

/** What a build or an installation leaves in a package; copied as well, so that the copy need not begin with nothing. */
const LEFT_BY_TOOLS = ['dist', 'dist-test', 'node_modules', 'tsconfig.tsbuildinfo', 'test/tsconfig.tsbuildinfo'];

/** How a program ended, and all it printed. */
export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
}

/** This repository as git sees it, in a folder and with a git of its own, to be changed and built. */
export class RepositoryCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'repository-'));

  constructor() {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ORIGINAL,
      encoding: 'utf8',
    });
    for (const path of listed.split('\0').filter(Boolean)) this.#take(path);
    for (const folder of packagesIn(ORIGINAL)) for (const left of LEFT_BY_TOOLS) this.#take(join(folder, left));
    mkdirSync(join(this.root, 'node_modules'));
    for (const name of readdirSync(join(ORIGINAL, 'node_modules'))) {
      symlinkSync(join(ORIGINAL, 'node_modules', name), join(this.root, 'node_modules', name));
    }
    this.#git('init', '--quiet');
    this.stage();
  }

  /** Runs a program in the copy. One that hangs is killed after four minutes. */
  async run(program: string, ...args: readonly string[]): Promise<Ended> {
    const { TESTKIT_BROKERS_FILE: _, ...env } = process.env;
    const path = `${join(this.root, 'node_modules/.bin')}:${env['PATH']}`;
    const child = spawn(program, [...args], { cwd: this.root, env: { ...env, PATH: path }, timeout: 240_000 });
    child.stdin.end();
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { exitCode, out: stdout + stderr };
  }

  /** As `pnpm new`. */
  scaffold(...args: readonly string[]): Promise<Ended> {
    return this.run(process.execPath, 'packages/workbench/dist/scaffold.js', ...args);
  }

  /** Takes everything as it is for what was there before. */
  stage(): void {
    this.#git('add', '--all');
  }

  /** Files made or changed since the last `stage`, in order. */
  touched(): readonly string[] {
    const changed = this.#git('diff', '--name-only', '-z');
    const made = this.#git('ls-files', '-z', '--others', '--exclude-standard');
    return (changed + made).split('\0').filter(Boolean).sort();
  }

  /** Links whatever a package.json names and node_modules lacks, as an installation would. */
  install(): void {
    const folders = new Map(packagesIn(this.root).map((folder) => [this.#manifest(folder).name, folder]));
    for (const folder of folders.values()) {
      const { dependencies = {}, devDependencies = {} } = this.#manifest(folder);
      for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
        const link = join(this.root, folder, 'node_modules', name);
        if (existsSync(link)) continue;
        const target = join(this.root, folders.get(name) ?? join('packages/contracts/node_modules', name));
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(relative(dirname(link), target), link);
      }
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  #git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' });
  }

  #manifest(folder: string): Manifest {
    return JSON.parse(readFileSync(join(this.root, folder, 'package.json'), 'utf8')) as Manifest;
  }

  #take(path: string): void {
    const from = join(ORIGINAL, path);
    if (!existsSync(from)) return;
    cpSync(from, join(this.root, path), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packagesIn(root: string): string[] {
  return ['packages', 'services', 'infra']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name)))
    .concat('packages/runtime/test')
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}
