// Overrides for recipients' domains, and what each domain's mail hosts were found to offer, one row a change.
export const POSTGRES_0003 = `
CREATE TABLE override (
  id text COLLATE "C" PRIMARY KEY,
  domain text NOT NULL,
  terms text NOT NULL,
  note_key text NOT NULL,
  note_box bytea NOT NULL,
  recorded_at bigint NOT NULL,
  recorded_by text NOT NULL,
  until bigint NOT NULL,
  withdrawn_at bigint
);
CREATE INDEX override_holding ON override (until) WHERE withdrawn_at IS NULL;

CREATE TABLE posture (
  id text COLLATE "C" PRIMARY KEY,
  domain text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  seen_at bigint NOT NULL,
  mark text NOT NULL,
  summary text NOT NULL
);
CREATE UNIQUE INDEX posture_domain ON posture (domain, at);
CREATE INDEX posture_seen ON posture (seen_at);
`
