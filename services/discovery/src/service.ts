import { fileURLToPath } from 'node:url';
import type { ConfigOf, PreviewForgetting, ServiceDefinition } from '@loop/runtime';
import { stylesheet } from '@loop/ui';
import { type config, readingBudgets } from './config.ts';
import { openDesk } from './effects/open-desk.ts';
import { onContactForgotten } from './handlers/on-contact-forgotten.ts';
import { onMediaStored } from './handlers/on-media-stored.ts';
import { ListingWatch } from './live/listing-watch.ts';
import { problemPage } from './pages/listing-frame.tsx';
import { configuredSources } from './providers/configured-sources.ts';
import { discoverResponder } from './responders/discover.ts';
import { discoverPlanResponder } from './responders/discover-plan.ts';
import { opportunitiesListResponder } from './responders/opportunities-list.ts';
import { opportunitiesShowResponder } from './responders/opportunities-show.ts';
import { scheduleResponders } from './responders/schedules.ts';
import { getDiscoveryRun } from './routes/get-discovery-run.ts';
import { getListing } from './routes/get-listing.ts';
import { getListingEvents } from './routes/get-listing-events.ts';
import { getListingPage } from './routes/get-listing-page.ts';
import { postDiscoverAndExecute } from './routes/post-discover-and-execute.ts';
import { postListingOutreach } from './routes/post-listing-outreach.ts';
import { postListingsOutreach } from './routes/post-listings-outreach.ts';
import { runDueSchedules } from './schedules/run-due-schedules.ts';
import { countSellersListings } from './store/listings.ts';
import { postsOf } from './store/posts.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

const previewForgetting: PreviewForgetting = async (tx, { identities, opportunityIds }) => {
  const hashes = identities.map(({ valueSha256 }) => valueSha256);
  const [own, listings] = await Promise.all([postsOf(tx, hashes), countSellersListings(tx, hashes)]);
  return { erased: { posts: new Set([...opportunityIds, ...own]).size, listings }, kept: [] };
};

/** The discovery service: finds people who publicly ask for work, and holds listings. */
export function discovery(settings: ConfigOf<typeof config>): ServiceDefinition {
  const { LOOP_DISCOVERY_TOKEN: token, LOOP_MODE: mode, LOOP_TENANT_ID: tenantId } = settings;
  const { sources, states } = configuredSources(settings);
  const budgets = readingBudgets(settings);
  const desk = openDesk(sources, budgets.day);
  const offer = { desk, runBudget: budgets.run, mode, token, tenantId };
  return {
    name: 'discovery',
    migrations: MIGRATIONS,
    handlers: [onContactForgotten, onMediaStored],
    effects: desk.readers.map(({ readFeed }) => readFeed) as ServiceDefinition['effects'],
    routes: [
      postDiscoverAndExecute(offer),
      getDiscoveryRun(offer),
      postListingsOutreach(tenantId),
      postListingOutreach(tenantId),
      getListing(tenantId),
      getListingEvents(tenantId, new ListingWatch(tenantId)),
      getListingPage(tenantId, mode),
    ],
    responders: [
      discoverResponder(desk, budgets.run),
      discoverPlanResponder(desk, budgets.run),
      opportunitiesListResponder(),
      opportunitiesShowResponder(),
      ...scheduleResponders(desk, budgets.run),
    ],
    schedules: [runDueSchedules(desk, budgets.run)],
    providers: states,
    assets: [{ path: stylesheet.path, contentType: 'text/css; charset=utf-8', body: stylesheet.text }],
    problemPage: problemPage(mode),
    previewForgetting,
  };
}
