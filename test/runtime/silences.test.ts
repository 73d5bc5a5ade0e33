import { describe, expect, test } from 'vitest';
import type { AlertInput } from '../../src/domain/alert.js';
import { story, testMonitor } from '../support/monitor.js';

const down: AlertInput = { title: 'Down', key: 'k', kind: 'condition', severity: 'error' };
const silence = { match: { key: 'k' }, by: 'ann' };

describe('a silence', () => {
  test('holds for the very next alert, and no longer from the moment it is removed', async () => {
    const { monitor } = testMonitor();
    const event: AlertInput = { ...down, kind: 'event' };
    const { id } = monitor.silences.add({ ...silence, for: '1h' });
    const during = monitor.alert(event);
    monitor.silences.remove(id);
    const after = monitor.alert(event);
    expect(await during).toMatchObject({ outcome: 'suppressed', reason: 'silenced' });
    expect(await after).toMatchObject({ outcome: 'notified' });
    await monitor.stop();
  });

  test('holds from its beginning and up to, but not at, its end', async () => {
    const { clock, monitor } = testMonitor();
    const start = clock.now();
    monitor.silences.add({ ...silence, from: start + 10_000, until: start + 20_000 });
    const reasons: (string | undefined)[] = [];
    for (const ms of [9_999, 1, 9_999, 1]) {
      await clock.advance(ms);
      reasons.push((await monitor.alert({ ...down, kind: 'event' })).reason);
    }
    expect(reasons).toEqual([undefined, 'silenced', 'silenced', undefined]);
    await monitor.stop();
  });

  test('is listed as pending, active and ended, the newest first', async () => {
    const { clock, monitor } = testMonitor();
    const start = clock.now();
    const pending = monitor.silences.add({ ...silence, from: start + 10_000, for: '10s', reason: 'deploy' });
    expect(pending).toMatchObject({
      status: 'pending',
      from: start + 10_000,
      until: start + 20_000,
      reason: 'deploy',
    });
    await clock.advance('1s');
    const second = monitor.silences.add({ match: { title: /x/i }, by: 'bob', for: '1h' });
    expect(second.status).toBe('active');
    const statuses = (): string[] => monitor.silences.list().map(({ id, status }) => `${id} ${status}`);
    expect(statuses()).toEqual([`${second.id} active`, `${pending.id} pending`]);
    await clock.advance('9s');
    expect(statuses()).toEqual([`${second.id} active`, `${pending.id} active`]);
    monitor.silences.remove(second.id);
    await clock.advance('10s');
    expect(statuses()).toEqual([`${second.id} ended`, `${pending.id} ended`]);
    expect(monitor.silences.list()[0]?.match.title).toEqual(/x/i);
    await monitor.stop();
  });

  test('raises what still fires and was never told when it ends by time, once', async () => {
    const { clock, ops, monitor } = testMonitor();
    monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert(down);
    await clock.advance('1m');
    await monitor.alert(down);
    await clock.advance('1h');
    expect(story(ops)).toEqual(['300s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises it at once when it is removed', async () => {
    const { clock, ops, monitor } = testMonitor();
    const { id } = monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert(down);
    await clock.advance('7s');
    monitor.silences.remove(id);
    await clock.advance('1h');
    expect(story(ops)).toEqual(['7s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises it only when the last silence that matches is over', async () => {
    const { clock, ops, monitor } = testMonitor();
    monitor.silences.add({ ...silence, for: '5m' });
    monitor.silences.add({ match: { severity: 'error' }, by: 'ann', for: '8m' });
    await monitor.alert(down);
    await clock.advance('1h');
    expect(story(ops)).toEqual(['480s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises nothing for an event, nor for a condition that was told before or is over', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert(down);
    monitor.silences.add({ match: { key: /./ }, by: 'ann', for: '5m' });
    await monitor.alert(down);
    await monitor.alert({ ...down, key: 'event', kind: 'event' });
    await monitor.alert({ ...down, key: 'over' });
    await monitor.resolve('over');
    await clock.advance('1h');
    expect(story(ops)).toEqual(['0s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises a condition no more that a waiting group told meanwhile', async () => {
    const { clock, ops, monitor } = testMonitor({ alerts: { group: { wait: '10s' } } });
    await monitor.alert(down);
    monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert(down);
    await clock.advance('1h');
    expect(story(ops)).toEqual(['10s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises a condition that got worse than what was told', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert({ ...down, severity: 'warning' });
    monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert({ ...down, severity: 'critical' });
    await clock.advance('1h');
    expect(ops.notifications.map(({ severity }) => severity)).toEqual(['warning', 'critical']);
    await monitor.stop();
  });

  test('raises a condition no more that got worse and then better again', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert({ ...down, severity: 'warning' });
    monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert({ ...down, severity: 'critical' });
    await monitor.alert({ ...down, severity: 'warning' });
    await clock.advance('1h');
    expect(story(ops)).toEqual(['0s first 1/1 Down']);
    await monitor.stop();
  });

  test('raises what got worse under it even if a digest told of the milder alerts meanwhile', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert({ ...down, severity: 'warning' });
    await monitor.alert({ ...down, severity: 'warning' });
    monitor.silences.add({ ...silence, for: '5m' });
    await monitor.alert({ ...down, severity: 'critical' });
    await clock.advance('1h');
    expect(ops.notifications.map(({ at, reason, severity }) => [at - clock.now(), reason, severity])).toEqual(
      [
        [-3_600_000, 'first', 'warning'],
        [-3_540_000, 'digest', 'warning'],
        [-3_300_000, 'first', 'critical'],
      ],
    );
    await monitor.stop();
  });

  test('holds back what is not of a kind, and what lacks the label', async () => {
    const { monitor } = testMonitor();
    const { match } = monitor.silences.add({
      match: { labels: { team: { not: /^web/ } }, severity: { not: 'critical' } },
      by: 'ann',
      for: '1h',
    });
    expect(match).toEqual({ labels: { team: { not: /^web/ } }, severity: { not: 'critical' } });
    const reasonOf = async (input: Partial<AlertInput>): Promise<string | undefined> =>
      (await monitor.alert({ ...down, kind: 'event', key: JSON.stringify(input), ...input })).reason;
    expect(await reasonOf({})).toBe('silenced');
    expect(await reasonOf({ labels: { team: 'db' } })).toBe('silenced');
    expect(await reasonOf({ labels: { team: 'web-1' } })).toBeUndefined();
    expect(await reasonOf({ severity: 'critical' })).toBeUndefined();
    await monitor.stop();
  });

  test('sees the title and the severity of any alert as labels', async () => {
    const { monitor } = testMonitor();
    const labels = { alertname: 'Down', severity: /error|critical/ };
    monitor.silences.add({ match: { labels }, by: 'ann', for: '1h' });
    expect(await monitor.alert(down)).toMatchObject({ reason: 'silenced' });
    expect(await monitor.alert({ ...down, severity: 'warning' })).toMatchObject({ outcome: 'notified' });
    await monitor.stop();
  });

  test('that is changed keeps its id and holds to its new end only', async () => {
    const { clock, ops, monitor } = testMonitor();
    const start = clock.now();
    const { id } = monitor.silences.add({ ...silence, for: '5m', reason: 'deploy' });
    await monitor.alert(down);
    await clock.advance('1m');
    const changed = monitor.silences.update(id, { ...silence, from: start, for: '10m', reason: 'longer' });
    expect(changed).toMatchObject({ id, from: start, until: start + 600_000, status: 'active' });
    expect(monitor.silences.list()).toEqual([changed]);
    await clock.advance('1h');
    expect(story(ops)).toEqual(['600s first 1/1 Down']);
    expect(monitor.silences.list()).toEqual([{ ...changed, status: 'ended' }]);
    await monitor.stop();
  });

  test('that is cut short, or made to match less, lets go of what it held at that moment', async () => {
    const { clock, ops, monitor } = testMonitor();
    const { id } = monitor.silences.add({ match: { key: /./ }, by: 'ann', for: '1h' });
    await monitor.alert({ ...down, key: 'a', title: 'A' });
    await monitor.alert({ ...down, key: 'b', title: 'B' });
    await clock.advance('1m');
    monitor.silences.update(id, { match: { key: 'b' }, by: 'ann', for: '1h' });
    await clock.advance('1m');
    monitor.silences.update(id, { match: { key: 'b' }, by: 'ann', for: '5s' });
    await clock.advance('2h');
    expect(story(ops)).toEqual(['60s first 1/1 A', '125s first 1/1 B']);
    await monitor.stop();
  });

  test('can be put off while it is pending', async () => {
    const { clock, monitor } = testMonitor();
    const start = clock.now();
    const { id } = monitor.silences.add({ ...silence, from: start + 10_000, for: '10s' });
    monitor.silences.update(id, { ...silence, from: start + 60_000, for: '10s' });
    const reasons: (string | undefined)[] = [];
    for (const ms of [15_000, 50_000, 6_000]) {
      await clock.advance(ms);
      reasons.push((await monitor.alert({ ...down, kind: 'event' })).reason);
    }
    expect(reasons).toEqual([undefined, 'silenced', undefined]);
    await monitor.stop();
  });

  test('that is over, unknown or a maintenance window cannot be changed', async () => {
    const { clock, monitor } = testMonitor({
      services: {
        api: { check: () => true, maintenance: { start: '00:00', duration: '2h', timeZone: 'UTC' } },
      },
    });
    await monitor.start();
    const { id } = monitor.silences.add({ ...silence, for: '1s' });
    await clock.advance('1s');
    const window = monitor.silences.list().find(({ maintenance }) => maintenance !== undefined);
    for (const gone of [id, 'nope']) {
      expect(() => monitor.silences.update(gone, { ...silence, for: '1h' })).toThrow(
        expect.objectContaining({ code: 'ERR_UNKNOWN_SILENCE' }),
      );
    }
    expect(() => monitor.silences.update(window?.id ?? '', { ...silence, for: '1h' })).toThrow(
      expect.objectContaining({
        issues: [{ path: 'id', message: expect.stringContaining('maintenance window of api') }],
      }),
    );
    await monitor.stop();
  });

  test('that cannot be is refused with everything that is wrong', async () => {
    const { clock, monitor } = testMonitor();
    const wrong = (input: object): unknown => {
      try {
        monitor.silences.add({ ...silence, for: '1h', ...input });
      } catch (error) {
        return error;
      }
      return 'accepted';
    };
    const issuesOf = (path: string) =>
      expect.objectContaining({ issues: [expect.objectContaining({ path })] });
    expect(wrong({ match: {} })).toEqual(issuesOf('match'));
    expect(wrong({ match: { labels: {} } })).toEqual(issuesOf('match'));
    expect(wrong({ match: { title: undefined, labels: { team: undefined } } })).toEqual(issuesOf('match'));
    expect(wrong({ match: { labels: JSON.parse('{ "__proto__": "x" }') } })).toEqual(
      issuesOf('match.labels.__proto__'),
    );
    expect(wrong({ match: { nme: 'x' } })).toEqual(issuesOf('match.nme'));
    expect(wrong({ match: { severity: 'fatal' } })).toEqual(issuesOf('match.severity'));
    expect(wrong({ match: { severity: { not: 'fatal' } } })).toEqual(issuesOf('match.severity'));
    expect(wrong({ match: { title: { not: 5 } } })).toEqual(issuesOf('match.title'));
    expect(wrong({ match: { title: { not: { not: 'x' } } } })).toEqual(issuesOf('match.title'));
    expect(wrong({ match: { labels: { team: { not: 'x', or: 'y' } } } })).toEqual(
      issuesOf('match.labels.team'),
    );
    expect(wrong({ by: ' ' })).toEqual(issuesOf('by'));
    expect(wrong({ for: 'soon' })).toEqual(issuesOf('for'));
    expect(wrong({ for: undefined })).toEqual(issuesOf('for'));
    expect(wrong({ until: clock.now() + 1 })).toEqual(issuesOf('for'));
    expect(wrong({ for: undefined, until: clock.now() })).toEqual(issuesOf('until'));
    expect(() => monitor.silences.remove('nope')).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_SILENCE', message: expect.stringContaining("'nope'") }),
    );
    await monitor.stop();
  });
});
