import type { House } from './house.ts';
import { kebabName, snake } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';
import { servicePlace } from './service-place.ts';

/** A migration after all others of its service, that says why and changes nothing yet: provisioning runs it as it is. */
export function newMigration(
  house: House,
  serviceName: string,
  name: string,
  { why, breaking, now }: { readonly why: string; readonly breaking: boolean; readonly now: Date },
): Scaffolded {
  const { folder } = servicePlace(house, serviceName);
  const what = snake(kebabName('a migration', name));
  if (why.trim() === '' || /[\r\n]/.test(why)) throw new Refusal('--why is one line that says why', 'usage');
  const migrations = house.list(`${folder}/src/migrations`, '.sql');
  const same = migrations.find((path) => path.endsWith(`_${what}.sql`));
  if (same !== undefined) throw new Refusal(`${same} exists already`);
  const path = `${folder}/src/migrations/${stamp(migrations, now)}_${what}.sql`;
  house.create(path, `-- ${breaking ? 'breaking: ' : ''}${why.trim()}\n`);
  return { yours: [{ path, what: 'the change, in SQL; once it is published it is never edited' }] };
}

/** Year to minute in UTC, later than every migration there is. */
function stamp(migrations: readonly string[], now: Date): string {
  const minute = (date: Date): string => date.toISOString().replace(/\D/g, '').slice(0, 12);
  const last = migrations.map((path) => path.slice(path.lastIndexOf('/') + 1).slice(0, 12)).at(-1);
  if (last === undefined || last < minute(now)) return minute(now);
  const [, year, month, day, hour, min] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(last) ?? [];
  return minute(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(min) + 1)));
}
