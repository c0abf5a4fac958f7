// pack <service> <folder>: copies what one image holds, laid out as in the repository. Run by the Dockerfile after the build.
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { entryOf, isPacked, type Manifest, withDependencies } from './packing.ts';

const [service = '', out = ''] = process.argv.slice(2);
const root = join(import.meta.dirname, '../../..');

const folders = new Map<string, string>();
const manifests = new Map<string, Manifest>();
for (const file of globSync('{packages,services,infra}/*/package.json', { cwd: root }).sort()) {
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest & { readonly name: string };
  manifests.set(manifest.name, manifest);
  folders.set(manifest.name, join(file, '..'));
}

mkdirSync(out, { recursive: true });
for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) cpSync(join(root, file), join(out, file));
for (const name of withDependencies(`@loop/${service}`, manifests)) copy(folders.get(name) ?? '');
// Provisioning runs the migrations of services that it does not run.
if (service === 'ops') for (const folder of globSync('services/*', { cwd: root })) copy(folder, 'src/migrations');
cpSync(join(import.meta.dirname, 'health.js'), join(out, 'health.js'));
// Where no volume brings settings, the container's environment alone holds them.
mkdirSync(join(out, '.loop'));
writeFileSync(join(out, '.loop/settings.env'), '');
symlinkSync(join(folders.get(`@loop/${service}`) ?? '', entryOf(service)), join(out, 'main.js'));

function copy(folder: string, part = ''): void {
  const from = join(root, folder);
  cpSync(join(from, part), join(out, folder, part), {
    recursive: true,
    filter: (path) => path === from || isPacked(relative(from, path)),
  });
}
