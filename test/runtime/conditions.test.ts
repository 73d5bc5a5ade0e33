import { describe, expect, test } from 'vitest';
import type { AlertInput } from '../../src/domain/alert.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { story, testMonitor } from '../support/monitor.js';

const down: AlertInput = { title: 'Down', key: 'k', kind: 'condition', severity: 'error' };

describe('a condition', () => {
  test('that fires again after it was resolved is told as first, within the same minute', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert(down);
    await clock.advance('1s');
    await monitor.resolve('k');
    await clock.advance('1s');
    await monitor.alert(down);
    await monitor.flush();
    expect(story(ops)).toEqual(['0s first 1/1 Down', '1s resolved 0/1 Resolved: Down', '2s first 1/1 Down']);
    await monitor.stop();
  });

  test('has its resolution told under a silence that began later', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.alert(down);
    monitor.silences.add({ match: { key: 'k' }, for: '1h', by: 'me' });
    await clock.advance('1s');
    await monitor.resolve('k');
    await monitor.flush();
    expect(story(ops)).toEqual(['0s first 1/1 Down', '1s resolved 0/1 Resolved: Down']);
    await monitor.stop();
  });

  test('that nobody was told of ends without a word', async () => {
    const { clock, ops, monitor } = testMonitor();
    monitor.silences.add({ match: { key: 'k' }, for: '1s', by: 'me' });
    await monitor.alert(down);
    await monitor.resolve('k');
    await clock.advance('1h');
    expect(ops.notifications).toEqual([]);
    expect(monitor.incidents.get('k')).toMatchObject({ status: 'resolved', told: false });
    await monitor.stop();
  });

  test('has its resolution heard by a channel that hears only what was the worst of it', async () => {
    const pager = recordingChannel();
    const errors = recordingChannel();
    const { monitor } = testMonitor({
      channels: {
        pager: { channel: pager, minSeverity: 'error' },
        errors: { channel: errors, match: { severity: 'error' } },
      },
    });
    await monitor.alert(down);
    await monitor.alert({ ...down, severity: 'warning' });
    await monitor.resolve('k');
    await monitor.flush();
    for (const channel of [pager, errors]) {
      expect(channel.notifications.map(({ reason, severity }) => `${reason} ${severity}`)).toEqual([
        'first error',
        'resolved error',
      ]);
    }
    await monitor.stop();
  });

  test('is listed while it fires and after it is over, newest first', async () => {
    const { clock, monitor } = testMonitor();
    await monitor.alert({ ...down, key: 'a' });
    await clock.advance('1s');
    await monitor.alert({ ...down, key: 'b' });
    await monitor.alert({ ...down, key: 'b' });
    await monitor.resolve('a');
    await monitor.alert({ title: 'an event', severity: 'error' });
    expect(monitor.incidents.list()).toMatchObject([
      { key: 'b', status: 'firing', count: 2, told: true },
      { key: 'a', status: 'resolved', openedAt: clock.now() - 1000, resolvedAt: clock.now() },
    ]);
    await monitor.stop();
  });
});

describe('a reminder', () => {
  test('comes each period after the last notification until the condition is acknowledged', async () => {
    const { clock, ops, monitor } = testMonitor({ alerts: { remindEvery: '5m' } });
    await monitor.alert(down);
    await clock.advance('1m');
    await monitor.alert({ ...down, severity: 'critical' });
    await clock.advance('11m');
    monitor.incidents.acknowledge('k', { by: 'ann', note: 'on it' });
    await clock.advance('1h');
    expect(story(ops)).toEqual([
      '0s first 1/1 Down',
      '60s first 1/1 Down',
      '360s reminder 0/2 Still firing: Down',
      '660s reminder 0/2 Still firing: Down',
    ]);
    expect(monitor.incidents.get('k')).toMatchObject({
      status: 'acknowledged',
      acknowledgement: { by: 'ann', note: 'on it' },
    });
    await monitor.stop();
  });

  test('stops when the condition is resolved, and the acknowledged one is told as resolved', async () => {
    const { clock, ops, monitor } = testMonitor({ alerts: { remindEvery: '5m' } });
    await monitor.alert(down);
    monitor.incidents.acknowledge('k', { by: 'ann' });
    await clock.advance('7m');
    await monitor.resolve('k');
    await clock.advance('1h');
    expect(story(ops)).toEqual(['0s first 1/1 Down', '420s resolved 0/1 Resolved: Down']);
    await monitor.stop();
  });

  test('is not sent while a silence matches', async () => {
    const { clock, ops, monitor } = testMonitor({ alerts: { remindEvery: '5m' } });
    await monitor.alert(down);
    monitor.silences.add({ match: { key: 'k' }, for: '12m', by: 'me' });
    await clock.advance('15m');
    expect(story(ops)).toEqual(['0s first 1/1 Down', '900s reminder 0/1 Still firing: Down']);
    await monitor.stop();
  });
});

describe('an acknowledgement', () => {
  test('of what does not fire is refused with the key', async () => {
    const { monitor } = testMonitor();
    expect(() => monitor.incidents.acknowledge('nope', { by: 'me' })).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_INCIDENT', message: expect.stringContaining("'nope'") }),
    );
    await monitor.alert(down);
    await monitor.resolve('k');
    expect(() => monitor.incidents.acknowledge('k', { by: 'me' })).toThrow(/no condition/);
    await monitor.stop();
  });
});
