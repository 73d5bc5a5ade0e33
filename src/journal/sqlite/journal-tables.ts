/** Marks a file as a Tocsin journal: the bytes of `TOCS` as SQLite's `application_id`. */
export const APPLICATION_ID = 0x544f4353;

/** The version of the tables, as SQLite's `user_version`. A file with a higher one was made by a newer Tocsin. */
export const TABLES_VERSION = 1;

/**
 * The tables, documented for users in docs/operations.md.
 *
 * Completed checks are most of what is recorded, so they have a table of their own with nothing in it but numbers: a
 * steady check takes about 30 bytes. The view `journal` shows all events as they are.
 */
export const TABLES = `
CREATE TABLE services (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, UNIQUE (name, version));
CREATE TABLE checks (
  position INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  service INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  latency_ms REAL NOT NULL,
  message TEXT,
  data TEXT
);
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type INTEGER NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE rollup_hours (
  service INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  up_to INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  warns INTEGER NOT NULL,
  latency_min_ms REAL NOT NULL,
  latency_mean_ms REAL NOT NULL,
  latency_max_ms REAL NOT NULL,
  cell BLOB NOT NULL
);
CREATE UNIQUE INDEX rollup_hours_by_service ON rollup_hours (service, hour);
CREATE TABLE rollup_minutes (service INTEGER NOT NULL, hour INTEGER NOT NULL, minutes BLOB NOT NULL);
CREATE UNIQUE INDEX rollup_minutes_by_service ON rollup_minutes (service, hour);
CREATE TABLE rollup_days (
  service INTEGER NOT NULL,
  day INTEGER NOT NULL,
  up_to INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  warns INTEGER NOT NULL,
  latency_min_ms REAL NOT NULL,
  latency_mean_ms REAL NOT NULL,
  latency_max_ms REAL NOT NULL,
  cell BLOB NOT NULL
);
CREATE UNIQUE INDEX rollup_days_by_service ON rollup_days (service, day);
CREATE TABLE snapshots (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, version TEXT NOT NULL);
CREATE TABLE snapshot_parts (
  position INTEGER NOT NULL,
  part INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (position, part)
);
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE VIEW journal AS
  SELECT position, at, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time, 'check.completed' AS type,
    1 AS version, (SELECT name FROM services WHERE id = checks.service) AS subject,
    '{"outcome":"' || CASE outcome WHEN 0 THEN 'pass' WHEN 1 THEN 'warn' ELSE 'fail' END
      || '","latencyMs":' || printf('%!.17g', latency_ms)
      || CASE WHEN message IS NULL THEN '' ELSE ',"message":' || json_quote(message) END
      || CASE WHEN data IS NULL THEN '' ELSE ',"data":' || data END || '}' AS data
  FROM checks
  UNION ALL
  SELECT events.position, at, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'), types.name, types.version,
    subject, data
  FROM events JOIN types ON types.id = events.type;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${TABLES_VERSION};
`;
