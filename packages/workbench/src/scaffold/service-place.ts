import { textsListed } from './edit-syntax.ts';
import type { House } from './house.ts';
import { camel, quoted, snake } from './names.ts';
import { Refusal } from './refusal.ts';

/** The list of all services. */
export const SERVICES_FILE = 'packages/contracts/src/services.ts';

/** Where a service and its parts are. */
export interface ServicePlace {
  readonly name: string;
  readonly folder: string;
  /** Its composition root, with the explicit lists. */
  readonly root: string;
  /** The function the composition root exports. */
  readonly define: string;
  readonly schema: string;
}

/** Names of all services, as they are listed. */
export function serviceNames(house: House): readonly string[] {
  return textsListed({ path: SERVICES_FILE, text: house.read(SERVICES_FILE) }, 'SERVICES');
}

/** Where a service is. Refuses a name that is none, naming those there are. */
export function servicePlace(house: House, name: string): ServicePlace {
  const names = serviceNames(house);
  if (!names.includes(name)) {
    throw new Refusal(`${quoted(name)} is no service: there are ${names.join(', ')}`);
  }
  const folder = `services/${name}`;
  return { name, folder, root: `${folder}/src/service.ts`, define: camel(name), schema: snake(name) };
}
