// Consents of recipients: the address sealed, its keyed hash to find it by.
export const SQLITE_0002 = `
CREATE TABLE consent (
  id text PRIMARY KEY,
  kind text NOT NULL,
  address_hash text NOT NULL,
  address_key text NOT NULL,
  address_box blob NOT NULL,
  recorded_at integer NOT NULL,
  recorded_by text NOT NULL,
  wording text NOT NULL,
  expires_at integer,
  withdrawn_at integer
);
CREATE INDEX consent_address ON consent (address_hash) WHERE withdrawn_at IS NULL;
`
