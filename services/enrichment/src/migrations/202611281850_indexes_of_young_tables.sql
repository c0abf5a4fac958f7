-- The tenant last: while a table is young and without statistics, an index that begins with the tenant looks as good as the
-- primary key to the planner, and every lookup reads all of its tenant's rows. Known domains are few enough to be swept without one.
DROP INDEX sightings_by_contact;
CREATE INDEX sightings_by_contact ON sightings (contact_id, tenant_id);
DROP INDEX mail_domains_by_age;
