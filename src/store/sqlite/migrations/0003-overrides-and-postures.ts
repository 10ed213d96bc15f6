// Overrides for recipients' domains, and what each domain's mail hosts were found to offer, one row a change.
export const SQLITE_0003 = `
CREATE TABLE override (
  id text PRIMARY KEY,
  domain text NOT NULL,
  terms text NOT NULL,
  note_key text NOT NULL,
  note_box blob NOT NULL,
  recorded_at integer NOT NULL,
  recorded_by text NOT NULL,
  until integer NOT NULL,
  withdrawn_at integer
);
CREATE INDEX override_holding ON override (until) WHERE withdrawn_at IS NULL;

CREATE TABLE posture (
  id text PRIMARY KEY,
  domain text NOT NULL,
  at integer NOT NULL,
  seen_at integer NOT NULL,
  mark text NOT NULL,
  summary text NOT NULL
);
CREATE UNIQUE INDEX posture_domain ON posture (domain, at);
CREATE INDEX posture_seen ON posture (seen_at);
`
