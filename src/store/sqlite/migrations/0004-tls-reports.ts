// Sessions with recipients' hosts, counted until their TLS report is sent.
export const SQLITE_0004 = `
CREATE TABLE tls_session (
  day text NOT NULL,
  domain text NOT NULL,
  mark text NOT NULL,
  kind text NOT NULL,
  sessions integer NOT NULL,
  claimed_until integer NOT NULL,
  PRIMARY KEY (day, domain, mark)
);
`
