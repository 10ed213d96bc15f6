// Sessions with recipients' hosts, counted until their TLS report is sent.
export const POSTGRES_0004 = `
CREATE TABLE tls_session (
  day text COLLATE "C" NOT NULL,
  domain text COLLATE "C" NOT NULL,
  mark text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  sessions bigint NOT NULL,
  claimed_until bigint NOT NULL,
  PRIMARY KEY (day, domain, mark)
);
`
