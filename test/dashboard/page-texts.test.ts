import { describe, expect, it } from 'vitest';
import { heldBack } from '../../dashboard/src/text/alert-figures.js';
import { announcement } from '../../dashboard/src/text/announcement.js';
import { headline } from '../../dashboard/src/text/headline.js';
import { matchTerms } from '../../dashboard/src/text/match-text.js';
import { countText, latencyText, percentText, pluralText } from '../../dashboard/src/text/number-text.js';
import { documentTitle, faviconUrl, pageState } from '../../dashboard/src/text/page-state.js';
import { progressOf } from '../../dashboard/src/text/progress.js';
import { overallStatus } from '../../src/domain/service.js';
import type { Summary } from '../../src/http/api/views.js';
import { overviewOf, serviceState } from './states.js';

function summary(unhealthy: number, degraded: number, unknown: number, healthy: number): Summary {
  const counts = { unhealthy, degraded, unknown, healthy };
  return { counts, status: overallStatus(counts), total: unhealthy + degraded + unknown + healthy };
}

describe('the state of everything', () => {
  it.each([
    [summary(2, 3, 0, 5), '2 services are unhealthy', '● 2 unhealthy – Tocsin'],
    [summary(1, 0, 0, 5), '1 service is unhealthy', '● 1 unhealthy – Tocsin'],
    [summary(4, 0, 0, 0), 'All 4 services are unhealthy', '● 4 unhealthy – Tocsin'],
    [summary(0, 1, 2, 0), '1 service is degraded', '▲ 1 degraded – Tocsin'],
    [summary(0, 0, 0, 2_000), 'All 2,000 services are healthy', '✓ all healthy – Tocsin'],
    [summary(0, 0, 0, 1), 'The service is healthy', '✓ all healthy – Tocsin'],
    [summary(0, 0, 2, 3), '3 healthy, 2 not known yet', '✓ 3 healthy – Tocsin'],
    [summary(0, 0, 2, 0), 'Waiting for the first results', '○ 2 unknown – Tocsin'],
    [summary(0, 0, 0, 0), 'No services are watched', '○ no services – Tocsin'],
  ])('is told in words and in the title: %j', (given, words, title) => {
    expect(headline(given)).toBe(words);
    expect(documentTitle(given, false)).toBe(title);
  });

  it('is told in the title with the place, and as stale when it may no longer hold', () => {
    expect(documentTitle(summary(2, 0, 0, 0), false, 'api')).toBe('● 2 unhealthy – api – Tocsin');
    expect(documentTitle(summary(2, 0, 0, 0), true)).toBe('⚠ No connection; was 2 unhealthy – Tocsin');
    expect(documentTitle(undefined, true)).toBe('⚠ No connection – Tocsin');
    expect(documentTitle(undefined, false)).toBe('Tocsin');
    expect(pageState(summary(2, 0, 0, 0), true)).toBe('stale');
    expect(pageState(undefined, false)).toBe('unknown');
  });

  it('has an icon of its own shape and colour for each state', () => {
    const urls = (['unhealthy', 'degraded', 'unknown', 'healthy', 'stale'] as const).map(faviconUrl);
    expect(new Set(urls).size).toBe(5);
    for (const url of urls) expect(url).toMatch(/^data:image\/svg\+xml,%3Csvg[^<>"#]+%3C%2Fsvg%3E$/);
  });
});

describe('figures', () => {
  it.each([
    [100, '100%'],
    [99.999, '99.99%'],
    [99.9, '99.90%'],
    [57.14285, '57.14%'],
    [0, '0%'],
  ])('say %d percent as %s, never better than it is', (percent, text) => {
    expect(percentText(percent)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [0.04, '0.1 ms'],
    [0.42, '0.4 ms'],
    [37.6, '38 ms'],
    [1_250, '1.25 s'],
    [12_340, '12.3 s'],
  ])('say %d ms as %s', (ms, text) => {
    expect(latencyText(ms)).toBe(text);
  });

  it('are set apart by thousands and agree with their noun', () => {
    expect(countText(12_345)).toBe('12,345');
    expect(pluralText(1, 'pass', 'passes')).toBe('1 pass');
    expect(pluralText(0, 'pass', 'passes')).toBe('0 passes');
  });
});

describe('what was held back', () => {
  it('is counted by its reasons', () => {
    const suppressed = { severity: 1_200, silenced: 0, inhibited: 3, flapping: 0, throttled: 0, untold: 1 };
    expect(heldBack({ ...overviewOf().stats, suppressed })).toEqual({
      total: 1_204,
      details: '1,200 below the least severity\n3 a service it depends on is down\n1 over before it was told',
    });
  });
});

describe('what a screen reader is told of changes', () => {
  it('names a few and counts many', () => {
    const change = (service: string, to: 'healthy' | 'unhealthy') =>
      ({ service, from: to === 'healthy' ? 'unhealthy' : 'healthy', to }) as const;
    expect(announcement([])).toBe('');
    expect(announcement([change('api', 'unhealthy'), change('db', 'healthy')])).toBe(
      'api is unhealthy. db is healthy',
    );
    const many = ['a', 'b', 'c', 'd'].map((name) => change(name, name === 'd' ? 'healthy' : 'unhealthy'));
    expect(announcement(many)).toBe('4 services changed: 3 unhealthy, 1 healthy');
  });

  it('says nothing of what went back to where it was', () => {
    expect(
      announcement([
        { service: 'api', from: 'healthy', to: 'degraded' },
        { service: 'api', from: 'degraded', to: 'unhealthy' },
        { service: 'api', from: 'unhealthy', to: 'healthy' },
      ]),
    ).toBe('');
  });
});

describe('the way to another status', () => {
  const settings = {
    everyMs: 1,
    timeoutMs: 1,
    failureThreshold: 3,
    recoveryThreshold: 2,
    dependsOn: [],
    labels: {},
    maintenance: [],
  };
  const texts = (changes: Parameters<typeof serviceState>[1]) =>
    progressOf(serviceState('s', changes), settings).map(({ text }) => text);

  it('is counted in failures and passes', () => {
    expect(texts({ status: 'degraded', consecutiveFailures: 2, consecutiveSuccesses: 0 })).toEqual([
      '2 of 3 failures until unhealthy',
      '0 of 2 passes until healthy',
    ]);
    expect(texts({ status: 'unhealthy', consecutiveFailures: 9, consecutiveSuccesses: 1 })).toEqual([
      '1 of 2 passes until healthy',
    ]);
    expect(texts({ status: 'healthy', consecutiveSuccesses: 50 })).toEqual([
      '0 of 3 failures until unhealthy',
    ]);
  });

  it('is none while it is paused', () => {
    expect(texts({ paused: true })).toEqual([]);
  });
});

describe('the conditions of a silence', () => {
  it('are told one by one', () => {
    const terms = matchTerms({
      service: { regex: '^db-', flags: 'i' },
      severity: { not: 'info' },
      labels: { team: 'core', zone: { not: { regex: 'x', flags: '' } } },
    });
    expect(terms.map(({ field, how, value }) => `${field} ${how} ${value}`)).toEqual([
      'service matches /^db-/i',
      'severity is not info',
      'label team is core',
      'label zone does not match /x/',
    ]);
  });
});
