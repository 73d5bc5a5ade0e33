import { describe, expect, it } from 'vitest';
import { eventQuery, eventTypes } from '../../src/cli/event-query.js';
import { EVENT_TYPES } from '../../src/domain/events.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';

const NOW = Date.UTC(2026, 0, 5, 12);

describe('the options of tocsin events', () => {
  it('ask for everything if they say nothing', () => {
    expect(eventQuery({}, NOW)).toEqual({});
    expect(eventQuery({ json: true, follow: false, type: undefined }, NOW)).toEqual({});
  });

  it('say what is wanted', () => {
    const options = {
      type: 'check.completed',
      subject: 'api',
      since: '1h',
      until: '2026-01-05T11:30',
      limit: '20',
    };
    expect(eventQuery(options, NOW)).toEqual({
      types: ['check.completed'],
      subject: 'api',
      from: NOW - 3_600_000,
      to: NOW - 1_800_000,
      limit: 20,
    });
  });

  it('begin shortly before the end when following, unless they say where', () => {
    expect(eventQuery({ follow: true }, NOW)).toEqual({ limit: 10 });
    expect(eventQuery({ follow: true, limit: '3' }, NOW)).toEqual({ limit: 3 });
    expect(eventQuery({ follow: true, since: '1h' }, NOW)).toEqual({ from: NOW - 3_600_000 });
  });

  it.each([
    [{ follow: true, until: '1h' }, '--follow goes on until it is stopped; leave out --until'],
    [{ since: '1h', until: '2h' }, '--since 1h is not before --until 2h; give an earlier one'],
    [{ limit: '0' }, '--limit 0 is not a whole number from 1; write one, such as --limit 20'],
    [{ limit: '-1' }, '--limit -1 is not a whole number from 1; write one, such as --limit 20'],
    [{ limit: '1e3' }, '--limit 1e3 is not a whole number from 1; write one, such as --limit 20'],
    [{ limit: 'all' }, '--limit all is not a whole number from 1; write one, such as --limit 20'],
    [{ type: 'chek.completed' }, 'there is no event type chek.completed; did you mean check.completed?'],
    [{ type: 'alert.raised,delivry.*' }, 'there is no event type delivry.*; did you mean delivery.*?'],
    [{ type: 'x' }, `there is no event type x; there are ${EVENT_TYPES.join(', ')}`],
    [{ type: ',' }, `--type names no type; there are ${EVENT_TYPES.join(', ')}`],
  ])('are refused with the way out: %j', (options, message) => {
    expect(() => eventQuery(options, NOW)).toThrow(
      new TocsinError('ERR_USAGE', `${message}\nSee tocsin events --help`),
    );
  });
});

describe('a list of event types', () => {
  it.each([
    ['status.changed', ['status.changed']],
    [' status.changed , runtime.stopped,', ['runtime.stopped', 'status.changed']],
    ['check.*', ['check.completed']],
    ['incident.*,incident.opened', ['incident.opened', 'incident.acknowledged', 'incident.resolved']],
    ['*', EVENT_TYPES],
  ])('names each once: %s', (list, types) => {
    expect(eventTypes(list)).toEqual(types);
  });
});
