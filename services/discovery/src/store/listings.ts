import type { Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import type { ListingSource } from '../domain/source-secrecy.ts';
import { type ListingsTable, sql } from './tables.ts';

/** A listing as it is kept, its source and its seller with it. */
export type Listing = Readonly<Omit<Selectable<ListingsTable>, 'tenant_id'>>;

/** What a change of a listing writes besides its next version. */
export type ListingChange = Partial<Omit<Listing, 'id' | 'version' | 'published_at'>> & Pick<Listing, 'updated_at'>;

/**
 * Lets one decision at a time publish listings or forget sellers: whoever is being forgotten right now has no listing that
 * neither of the two sees.
 */
export async function lockSellers(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(
    sql.selectNoFrom(raw`pg_advisory_xact_lock(hashtextextended(${`listing sellers ${tenantId}`}, 0))`.as('locked')),
  );
}

/** Keeps a new listing. False, and nothing is kept, when its source is kept already. */
export async function keepListing(tx: Tx, listing: Listing): Promise<boolean> {
  const kept = await tx.run(
    sql
      .insertInto('listings')
      .values({ ...listing, seller_sha256: [...listing.seller_sha256] })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'source_platform', 'source_external_id']).doNothing()),
  );
  return kept === 1;
}

/** The listing, locked until the transaction ends. */
export function lockListing(tx: Tx, listingId: string): Promise<Listing | undefined> {
  return tx.first(sql.selectFrom('listings').selectAll().where('id', '=', listingId).forUpdate());
}

/** The listing that was taken from a source, locked until the transaction ends. */
export function lockListingOf(tx: Tx, source: ListingSource): Promise<Listing | undefined> {
  return tx.first(
    sql
      .selectFrom('listings')
      .selectAll()
      .where('source_platform', '=', source.platform)
      .where('source_external_id', '=', source.externalId)
      .forUpdate(),
  );
}

/** The listing as it is. */
export function findListing(tx: Tx, listingId: string): Promise<Listing | undefined> {
  return tx.first(sql.selectFrom('listings').selectAll().where('id', '=', listingId));
}

/** The listings of sellers named by any of the hashes, locked until the transaction ends, in the order everybody locks them. */
export function lockListingsOfSellers(tx: Tx, hashes: readonly string[]): Promise<Listing[]> {
  return tx.rows(
    sql
      .selectFrom('listings')
      .selectAll()
      .where(raw<boolean>`seller_sha256 && ${hashes}::text[]`)
      .orderBy('id')
      .forUpdate(),
  );
}

/** How many listings there are of sellers named by any of the hashes. */
export async function countSellersListings(tx: Tx, hashes: readonly string[]): Promise<number> {
  const rows = await tx.rows(
    sql.selectFrom('listings').select('id').where(raw<boolean>`seller_sha256 && ${hashes}::text[]`),
  );
  return rows.length;
}

/** Writes a change of a locked listing and counts its version up; resolves to the listing as it then is. */
export async function changeListing(tx: Tx, listing: Listing, change: ListingChange): Promise<Listing> {
  const { seller_sha256, ...rest } = change;
  const set = {
    ...rest,
    ...(seller_sha256 === undefined ? {} : { seller_sha256: [...seller_sha256] }),
    version: listing.version + 1,
  };
  await tx.run(sql.updateTable('listings').set(set).where('id', '=', listing.id));
  return { ...listing, ...change, version: listing.version + 1 };
}

/** Which versions the given listings have now. */
export async function versionsOf(tx: Tx, listingIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows(
    sql.selectFrom('listings').select(['id', 'version']).where('id', '=', raw<string>`any(${listingIds})`),
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}
