// The first PostgreSQL schema: the same tables as SQLite's, and large sealed bytes as rows of chunks.
// COLLATE "C": ids sort by their bytes on every server, as in SQLite, and comparing is cheap.
export const POSTGRES_0001 = `
CREATE TABLE message (
  id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  received_at bigint NOT NULL,
  size bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  blob_name text COLLATE "C",
  content_key bytea,
  envelope_key text COLLATE "C" NOT NULL,
  envelope_box bytea NOT NULL,
  about text COLLATE "C",
  dedupe_id text COLLATE "C",
  dedupe_digest text COLLATE "C",
  closed_at bigint,
  lease_owner text COLLATE "C",
  lease_until bigint,
  losses integer NOT NULL DEFAULT 0
);
CREATE INDEX message_dedupe ON message (dedupe_id) WHERE dedupe_id IS NOT NULL;
CREATE INDEX message_to_inspect ON message (losses, received_at) WHERE state IN ('accepted', 'inspected') AND lease_owner IS NULL;
CREATE INDEX message_leased ON message (lease_until) WHERE lease_owner IS NOT NULL;
CREATE INDEX message_to_shred ON message (received_at) WHERE state = 'closed' AND content_key IS NOT NULL;
CREATE INDEX message_blob ON message (blob_name) WHERE blob_name IS NOT NULL;

CREATE TABLE content (
  message text COLLATE "C" PRIMARY KEY REFERENCES message (id),
  bytes bytea NOT NULL
);

CREATE TABLE recipient (
  id text COLLATE "C" PRIMARY KEY,
  message text COLLATE "C" NOT NULL REFERENCES message (id),
  domain text COLLATE "C" NOT NULL,
  address_hash text COLLATE "C" NOT NULL,
  address_key text COLLATE "C" NOT NULL,
  address_box bytea NOT NULL,
  state text COLLATE "C" NOT NULL,
  verdict text COLLATE "C",
  plan text COLLATE "C",
  route_index bigint NOT NULL,
  attempts bigint NOT NULL,
  losses bigint NOT NULL,
  next_attempt_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  committing bigint NOT NULL,
  warned bigint NOT NULL,
  retried_unknown bigint NOT NULL,
  lease_owner text COLLATE "C",
  lease_until bigint,
  changed_at bigint NOT NULL
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
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  message text COLLATE "C",
  recipient text COLLATE "C",
  actor text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  sealed_key text COLLATE "C",
  sealed_box bytea,
  position bigint
);
CREATE INDEX event_message ON event (message) WHERE message IS NOT NULL;
CREATE INDEX event_unsealed ON event (id) WHERE position IS NULL;
CREATE UNIQUE INDEX event_position ON event (position) WHERE position IS NOT NULL;

CREATE TABLE segment (
  from_position bigint PRIMARY KEY,
  to_position bigint NOT NULL,
  sealed_at bigint NOT NULL,
  root text COLLATE "C" NOT NULL,
  previous text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  signature text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL
);

CREATE TABLE role_lease (
  role text COLLATE "C" PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);

CREATE TABLE portal_grant (
  id text COLLATE "C" PRIMARY KEY,
  message text COLLATE "C" NOT NULL REFERENCES message (id),
  recipient text COLLATE "C" NOT NULL REFERENCES recipient (id),
  token_hash text COLLATE "C" NOT NULL UNIQUE,
  content_key bytea NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  opened_at bigint,
  state text COLLATE "C" NOT NULL
);
CREATE INDEX portal_grant_message ON portal_grant (message);
CREATE INDEX portal_grant_open ON portal_grant (expires_at) WHERE state = 'open';

CREATE TABLE sealed_key (
  id text COLLATE "C" PRIMARY KEY,
  sealed bytea NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE cache (
  id text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX cache_expires ON cache (expires_at);

CREATE TABLE blob (
  name text COLLATE "C" PRIMARY KEY,
  created_at bigint NOT NULL,
  complete bigint NOT NULL
);
CREATE TABLE blob_chunk (
  name text COLLATE "C" NOT NULL REFERENCES blob (name) ON DELETE CASCADE,
  seq bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (name, seq)
);
`
