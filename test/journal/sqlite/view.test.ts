import { describe, expect, test, vi } from 'vitest';
import { EVENT_TYPES } from '../../../src/domain/events.js';
import {
  checkOf,
  closedJournal,
  eventOf,
  openAt,
  rowsOf,
  START,
  temporaryPath,
} from '../../support/journal-files.js';
import { FULL_DATA } from '../../support/sample-event-data.js';

/** Each test starts threads of its own, which takes a while on a busy machine. */
vi.setConfig({ testTimeout: 30_000 });

const EVERYTHING = 'SELECT position, at, time, type, version, subject, data FROM journal ORDER BY position';

describe('the view `journal`', () => {
  test('shows every event as it was recorded', async () => {
    const events = EVENT_TYPES.map((type, i) =>
      eventOf(type, i + 1, FULL_DATA[type], { at: START + i * 1_001, subject: `"${type}"\n` }),
    );
    const rows = rowsOf(await closedJournal(events), EVERYTHING);
    expect(
      rows.map(([position, at, , type, version, subject, data]) => {
        return { position, at, type, version, subject, data: JSON.parse(String(data)) };
      }),
    ).toEqual(events);
    expect(rows.map(([, , time]) => time)).toEqual(events.map(({ at }) => new Date(at).toISOString()));
  });

  test('shows checks with and without message and data, and odd texts', async () => {
    const checks = [
      checkOf(1),
      checkOf(2, { outcome: 'fail', message: 'a "b" \\ \n 😀 é' }),
      checkOf(3, { outcome: 'warn', data: { rows: [1, null, 'x'] } }),
      checkOf(4, { message: '', data: {} }),
    ];
    const rows = rowsOf(await closedJournal(checks), EVERYTHING);
    expect(rows.map(([, , , , , , data]) => JSON.parse(String(data)))).toEqual(
      checks.map(({ data }) => data),
    );
  });

  test('shows latencies to the last bit', async () => {
    const latencies = [0, 12, 0.1 + 0.2, 1 / 3, 123_456_789.12345679, 1e-7];
    const checks = latencies.map((latencyMs, i) => checkOf(i + 1, { latencyMs }));
    const rows = rowsOf(await closedJournal(checks), `SELECT data FROM journal ORDER BY position`);
    expect(rows.map(([data]) => JSON.parse(String(data)).latencyMs)).toEqual(latencies);
  });

  test('can be asked with SQLite’s JSON functions while the journal is written', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append([
      checkOf(1),
      checkOf(2, { outcome: 'fail' }),
      checkOf(3, { outcome: 'fail' }, { subject: 'db' }),
    ]);
    const failures = `SELECT subject, count(*) FROM journal WHERE data ->> 'outcome' = 'fail' GROUP BY subject`;
    expect(rowsOf(path, failures)).toEqual([
      ['api', 1],
      ['db', 1],
    ]);
  });
});
