import { fileURLToPath } from 'node:url';
import { createFetchGuard, type Dialling, dnsLookup, sandboxDialling } from '@loop/fetch-guard';
import {
  type ConfigOf,
  type PreviewForgetting,
  type ProviderState,
  providerKey,
  type ServiceDefinition,
} from '@loop/runtime';
import { type config, GITHUB_KEYS, X_KEYS } from './config.ts';
import { furtherLook, isPlatformHost, LOOK_PLACES, type LookPlace, lookKey } from './domain/further-look.ts';
import { lookUpMailDomain, questionKey } from './effects/look-up-mail-domain.ts';
import { takeLook } from './effects/take-look.ts';
import { onContractCompleted } from './handlers/on-contract-completed.ts';
import { onContractSigned } from './handlers/on-contract-signed.ts';
import { onOpportunityFound } from './handlers/on-opportunity-found.ts';
import { onOpportunityWithdrawn } from './handlers/on-opportunity-withdrawn.ts';
import type { OutwardActs } from './intake/decision-desk.ts';
import { dnsMailExchanges } from './providers/dns-mail-exchanges.ts';
import { githubProfile } from './providers/github-profile.ts';
import type { PlaceReader } from './providers/place-reader.ts';
import { sourcePage } from './providers/source-page.ts';
import { xProfile } from './providers/x-profile.ts';
import { forgetResponders } from './responders/forget.ts';
import { decideMatchingResponder, showMatchingResponder } from './responders/matching.ts';
import { retentionResponders } from './responders/retention.ts';
import { dropLooks } from './schedules/drop-looks.ts';
import { dropOldMailDomains } from './schedules/drop-old-mail-domains.ts';
import { expirePosts } from './schedules/expire-posts.ts';
import { countPeople } from './store/people.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** Questions a second that name servers get from all instances together: public ones throttle who asks for more. */
const DNS_QUESTIONS_PER_SECOND = 200;

/** Pages a second from all instances together; each host gets far fewer. */
const PAGES_PER_SECOND = 20;

/** How robots.txt files know us. */
const ROBOT_NAME = 'customer-loop';

/** What a place needs to be looked at. */
const MISSING: Readonly<Record<LookPlace, string>> = {
  github_profile: 'LOOP_GITHUB_TOKEN',
  x_profile: 'LOOP_X_BEARER_TOKEN, LOOP_X_PROFILES_PER_DAY',
  source_page: 'LOOP_SOURCE_PAGES=on',
  author_site: 'LOOP_SOURCE_PAGES=on',
};

type Settings = ConfigOf<typeof config>;

/** Where everything outside is in sandbox mode; undefined in the others. */
function sandboxOf({ LOOP_MODE: mode, LOOP_SANDBOX_URL: sandboxUrl }: Settings): string | undefined {
  if (mode !== 'sandbox') return undefined;
  if (sandboxUrl === undefined) throw new Error('In sandbox mode LOOP_SANDBOX_URL is needed');
  return sandboxUrl;
}

/** The sandbox answers DNS on the port of its web server. */
function nameServers(settings: Settings): readonly string[] | undefined {
  const sandboxUrl = sandboxOf(settings);
  return sandboxUrl === undefined ? settings.LOOP_DNS_SERVERS : [new URL(sandboxUrl).host];
}

/** In sandbox mode nobody out in the world is called. */
function dialling(settings: Settings): Dialling {
  const sandboxUrl = sandboxOf(settings);
  if (sandboxUrl !== undefined) return sandboxDialling(sandboxUrl);
  return { lookup: dnsLookup(settings.LOOP_DNS_SERVERS), ownPlaces: [], isClosed: false };
}

/** The places that are on: pages unless turned off, profiles where there is a key, those of X where there is money as well. */
function readersOf(settings: Settings): ReadonlyMap<LookPlace, PlaceReader> {
  const readers = new Map<LookPlace, PlaceReader>();
  const sandboxUrl = sandboxOf(settings);
  const github = providerKey(settings.LOOP_MODE, settings.LOOP_GITHUB_TOKEN, GITHUB_KEYS);
  const x = providerKey(settings.LOOP_MODE, settings.LOOP_X_BEARER_TOKEN, X_KEYS);
  if (github.state === 'configured') readers.set('github_profile', githubProfile({ token: github.key, sandboxUrl }));
  if (x.state === 'configured' && settings.LOOP_X_PROFILES_PER_DAY > 0) {
    readers.set('x_profile', xProfile({ bearerToken: x.key, sandboxUrl }));
  }
  if (settings.LOOP_SOURCE_PAGES === 'on') {
    const pages = sourcePage(
      createFetchGuard({
        dialling: dialling(settings),
        robotName: ROBOT_NAME,
        isOffLimits: isPlatformHost,
      }),
    );
    readers.set('source_page', pages).set('author_site', pages);
  }
  return readers;
}

function placeStates(settings: Settings, readers: ReadonlyMap<LookPlace, PlaceReader>): ProviderState[] {
  return LOOK_PLACES.map((provider) =>
    readers.has(provider)
      ? { provider, state: settings.LOOP_MODE }
      : { provider, state: 'off', missing: [MISSING[provider]] },
  );
}

/** Effects and what sets them off know one another: what one has found may lead to the next. */
function outwardEffects(settings: Settings, readers: ReadonlyMap<LookPlace, PlaceReader>) {
  const places = new Set(readers.keys());
  const acts: OutwardActs = {
    async ask(acting, domain, question) {
      await acting.act(lookUp, { domain, part: 0 }, { key: questionKey(domain, question) });
    },
    async look(acting, look, round) {
      const effect = looks.get(look.place);
      if (effect === undefined) throw new Error(`Nobody looks at ${look.place}`);
      await acting.act(effect, { ...look, part: 0 }, { key: `${lookKey(look)} ${round}` });
    },
    lookOf: ({ contacts, looks: taken, post }, mayMatch) => furtherLook(post, { contacts, taken, places, mayMatch }),
    dailyLimitOf: (place) => (place === 'x_profile' ? settings.LOOP_X_PROFILES_PER_DAY : undefined),
  };
  const lookUp = lookUpMailDomain(dnsMailExchanges(nameServers(settings)), () => acts);
  const looks = new Map([...readers].map(([place, reader]) => [place, takeLook(place, reader, () => acts)]));
  return { acts, effects: [lookUp, ...looks.values()] };
}

const previewForgetting: PreviewForgetting = async (tx, { contactId, opportunityIds }) => ({
  erased: await countPeople(tx, [contactId], opportunityIds),
  kept: [],
});

/** The enrichment service: works out how the author of an opportunity can be reached. */
export function enrichment(settings: Settings): ServiceDefinition {
  const readers = readersOf(settings);
  const { acts, effects } = outwardEffects(settings, readers);
  return {
    name: 'enrichment',
    migrations: MIGRATIONS,
    handlers: [onOpportunityFound(acts), onOpportunityWithdrawn, onContractSigned, onContractCompleted],
    effects: effects as unknown as ServiceDefinition['effects'],
    callRates: { dns: DNS_QUESTIONS_PER_SECOND, source_page: PAGES_PER_SECOND, author_site: PAGES_PER_SECOND },
    routes: [],
    responders: [decideMatchingResponder, showMatchingResponder, ...forgetResponders(), ...retentionResponders()],
    schedules: [dropOldMailDomains, dropLooks, expirePosts],
    providers: [{ provider: 'dns', state: settings.LOOP_MODE }, ...placeStates(settings, readers)],
    previewForgetting,
  };
}
