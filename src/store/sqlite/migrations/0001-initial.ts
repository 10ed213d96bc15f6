// The first SQLite schema. Content stands apart from `message`, because SQLite rewrites a whole row, overflow pages and all, at every
// change of state. AUTOINCREMENT: an event id is never used twice, so that the ledger keeps its order after pruning.
export const SQLITE_0001 = `
CREATE TABLE message (
  id text PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL,
  received_at integer NOT NULL,
  size integer NOT NULL,
  digest text NOT NULL,
  blob_name text,
  content_key blob,
  envelope_key text NOT NULL,
  envelope_box blob NOT NULL,
  about text,
  dedupe_id text,
  dedupe_digest text,
  closed_at integer,
  lease_owner text,
  lease_until integer,
  losses integer NOT NULL DEFAULT 0
);
CREATE INDEX message_dedupe ON message (dedupe_id) WHERE dedupe_id IS NOT NULL;
CREATE INDEX message_to_inspect ON message (losses, received_at) WHERE state IN ('accepted', 'inspected') AND lease_owner IS NULL;
CREATE INDEX message_leased ON message (lease_until) WHERE lease_owner IS NOT NULL;
CREATE INDEX message_to_shred ON message (received_at) WHERE state = 'closed' AND content_key IS NOT NULL;
CREATE INDEX message_blob ON message (blob_name) WHERE blob_name IS NOT NULL;

CREATE TABLE content (
  message text PRIMARY KEY REFERENCES message (id),
  bytes blob NOT NULL
);

CREATE TABLE recipient (
  id text PRIMARY KEY,
  message text NOT NULL REFERENCES message (id),
  domain text NOT NULL,
  address_hash text NOT NULL,
  address_key text NOT NULL,
  address_box blob NOT NULL,
  state text NOT NULL,
  verdict text,
  plan text,
  route_index integer NOT NULL,
  attempts integer NOT NULL,
  losses integer NOT NULL,
  next_attempt_at integer NOT NULL,
  expires_at integer NOT NULL,
  committing integer NOT NULL,
  warned integer NOT NULL,
  retried_unknown integer NOT NULL,
  lease_owner text,
  lease_until integer,
  changed_at integer NOT NULL
);
CREATE INDEX recipient_message ON recipient (message);
CREATE INDEX recipient_state ON recipient (state, id);
CREATE INDEX recipient_due ON recipient (next_attempt_at, domain) WHERE state IN ('ready', 'deferred') AND lease_owner IS NULL;
CREATE INDEX recipient_due_domain ON recipient (domain, next_attempt_at) WHERE state IN ('ready', 'deferred') AND lease_owner IS NULL;
CREATE INDEX recipient_unknown ON recipient (next_attempt_at) WHERE state = 'unknown';
CREATE INDEX recipient_leased ON recipient (lease_until) WHERE lease_owner IS NOT NULL;
CREATE INDEX recipient_expiring ON recipient (expires_at)
  WHERE state IN ('pending', 'held', 'ready', 'deferred', 'unknown', 'handed-over', 'awaiting-pickup');

CREATE TABLE event (
  id integer PRIMARY KEY AUTOINCREMENT,
  kind text NOT NULL,
  at integer NOT NULL,
  message text,
  recipient text,
  actor text NOT NULL,
  data text NOT NULL,
  sealed_key text,
  sealed_box blob,
  position integer
);
CREATE INDEX event_message ON event (message) WHERE message IS NOT NULL;
CREATE INDEX event_unsealed ON event (id) WHERE position IS NULL;
CREATE UNIQUE INDEX event_position ON event (position) WHERE position IS NOT NULL;

CREATE TABLE segment (
  from_position integer PRIMARY KEY,
  to_position integer NOT NULL,
  sealed_at integer NOT NULL,
  root text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  signature text NOT NULL,
  key_id text NOT NULL
);

CREATE TABLE role_lease (
  role text PRIMARY KEY,
  owner text NOT NULL,
  until integer NOT NULL
);

CREATE TABLE portal_grant (
  id text PRIMARY KEY,
  message text NOT NULL REFERENCES message (id),
  recipient text NOT NULL REFERENCES recipient (id),
  token_hash text NOT NULL UNIQUE,
  content_key blob NOT NULL,
  created_at integer NOT NULL,
  expires_at integer NOT NULL,
  opened_at integer,
  state text NOT NULL
);
CREATE INDEX portal_grant_message ON portal_grant (message);
CREATE INDEX portal_grant_open ON portal_grant (expires_at) WHERE state = 'open';

CREATE TABLE sealed_key (
  id text PRIMARY KEY,
  sealed blob NOT NULL,
  created_at integer NOT NULL
);

CREATE TABLE cache (
  id text PRIMARY KEY,
  value text NOT NULL,
  expires_at integer NOT NULL
);
CREATE INDEX cache_expires ON cache (expires_at);
`
