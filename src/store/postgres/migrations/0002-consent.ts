// Consents of recipients: the address sealed, its keyed hash to find it by.
export const POSTGRES_0002 = `
CREATE TABLE consent (
  id text COLLATE "C" PRIMARY KEY,
  kind text NOT NULL,
  address_hash text NOT NULL,
  address_key text NOT NULL,
  address_box bytea NOT NULL,
  recorded_at bigint NOT NULL,
  recorded_by text NOT NULL,
  wording text NOT NULL,
  expires_at bigint,
  withdrawn_at bigint
);
CREATE INDEX consent_address ON consent (address_hash) WHERE withdrawn_at IS NULL;
`
