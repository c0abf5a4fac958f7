import { opportunityFound } from '@loop/contracts';
import { type EventHandler, on, sqlFor, type Tx } from '@loop/runtime';
import { noteSeen } from './toy.ts';

// A table whose one column `price`, a text, becomes two, amount and currency: its migrations in order, and a handler as it was
// before the change and as it is after it. Each event adds the amount in its text to an offer's price.

const asText = sqlFor<{ offers: { offer_id: string; price: string } }>();
const asAmount = sqlFor<{ offers: { offer_id: string; amount_minor: number | null; currency: string | null } }>();

/** What there was before. */
export const OFFERS = {
  '202611200100_offers.sql': `-- What is asked for each offer, as people write it.
CREATE TABLE offers (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  offer_id uuid PRIMARY KEY,
  price text NOT NULL
);
`,
};

/** Expand: whichever version writes, the other reads the same price. The rows that are there follow in a transaction of their own. */
export const EXPAND = {
  ...OFFERS,
  '202611210900_prices_as_amounts.sql': `-- Prices are added up and compared: amount and currency get a column each, kept in step while both versions run.
ALTER TABLE offers ADD COLUMN amount_minor bigint, ADD COLUMN currency text;
CREATE FUNCTION keep_prices_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.amount_minor IS NULL OR TG_OP = 'UPDATE' AND NEW.price <> OLD.price OR NEW.amount_minor IS NULL THEN
    NEW.amount_minor := (split_part(NEW.price, ' ', 1)::numeric * 100)::bigint;
    NEW.currency := split_part(NEW.price, ' ', 2);
  ELSE
    NEW.price := (NEW.amount_minor / 100.0)::numeric(20, 2) || ' ' || NEW.currency;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER prices_in_step BEFORE INSERT OR UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION keep_prices_in_step();
`,
  '202611210905_fill_amounts.sql': `-- The offers that were there before the columns were.
UPDATE offers SET price = price WHERE amount_minor IS NULL;
`,
};

/** Contract: once no instance of the version before is left. */
export const CONTRACT = {
  ...EXPAND,
  '202611220900_prices_are_amounts.sql': `-- breaking: a version that still reads the price as text finds none.
DROP TRIGGER prices_in_step ON offers;
DROP FUNCTION keep_prices_in_step();
ALTER TABLE offers DROP COLUMN price, ALTER COLUMN amount_minor SET NOT NULL, ALTER COLUMN currency SET NOT NULL;
`,
};

/** The version before: reads and writes the price as text. */
export const pricesAsText = pricing('as text', async (tx, offerId, addedMinor) => {
  const empty = asText.insertInto('offers').values({ offer_id: offerId, price: '0.00 USD' });
  await tx.run(empty.onConflict((conflict) => conflict.doNothing()));
  const offer = asText.selectFrom('offers').selectAll().where('offer_id', '=', offerId).forUpdate();
  const { price = '' } = (await tx.first(offer)) ?? {};
  const [amount, currency] = price.split(' ');
  const minor = Math.round(Number(amount) * 100) + addedMinor;
  const written = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')} ${currency}`;
  await tx.run(asText.updateTable('offers').set({ price: written }).where('offer_id', '=', offerId));
});

/** The version after: reads and writes amount and currency, and knows of no text. */
export const pricesAsAmounts = pricing('as amounts', async (tx, offerId, addedMinor) => {
  const empty = asAmount.insertInto('offers').values({ offer_id: offerId, amount_minor: 0, currency: 'USD' });
  await tx.run(empty.onConflict((conflict) => conflict.doNothing()));
  const offer = asAmount.selectFrom('offers').select(['amount_minor', 'currency']).where('offer_id', '=', offerId);
  const row = await tx.first(offer.forUpdate());
  if (row?.currency !== 'USD' || row.amount_minor === null) throw new Error('The offer has no amount');
  const sum = { amount_minor: row.amount_minor + addedMinor };
  await tx.run(asAmount.updateTable('offers').set(sum).where('offer_id', '=', offerId));
});

function pricing(note: string, add: (tx: Tx, offerId: string, addedMinor: number) => Promise<void>): EventHandler {
  return on(opportunityFound, async ({ event, tx }) => {
    await add(tx, event.data.opportunityId, Number(event.data.text));
    await noteSeen(tx, event.id, note);
  });
}
