import { describe, expect, it } from 'vitest';
import { backtestSpan, runBacktest } from '../../src/cli/backtest-command.js';
import { EXIT_MISSED, EXIT_OK } from '../../src/cli/exit-codes.js';
import { createPaint } from '../../src/cli/paint.js';
import type { WatchConfig } from '../../src/domain/monitor-config.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);

/** A service that fails three times and recovers, and a critical alert an hour later. */
async function recorded(): Promise<ReturnType<typeof memoryJournal>> {
  const journal = memoryJournal();
  let passes = true;
  const { monitor, clock } = testMonitor({ services: { api: { check: () => passes } }, journal });
  for (const outcome of [true, true, false, false, false, true, true]) {
    passes = outcome;
    await monitor.check('api');
    await clock.advance('1m');
  }
  await clock.advance('1h');
  await monitor.alert({ title: 'Disk full\u001b[2J', severity: 'critical', message: 'secret' });
  await clock.advance('3h');
  await monitor.stop();
  return journal;
}

async function run(
  config: WatchConfig,
  options: Parameters<typeof runBacktest>[2] = {},
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runBacktest(await recorded(), { config }, options, (line) => {
    lines.push(line);
  });
  return { code, lines };
}

const api = { check: () => true };

describe('tocsin backtest', () => {
  it('says that nothing would change', async () => {
    expect(await run({ services: { api } })).toEqual({
      code: EXIT_OK,
      lines: [
        'Sent: 4. Would have been sent: 4.',
        '4 the same, 0 moved, 0 missing, 0 added',
        '',
        'Nothing would have been told otherwise.',
      ],
    });
  });

  it('shows each difference in order of time, and says what they mean', async () => {
    const services = { api: { ...api, failureThreshold: 2, recoveryThreshold: 1 }, web: api };
    const { code, lines } = await run({ services, alerts: { minSeverity: 'error' } });
    expect(code).toBe(EXIT_OK);
    expect(lines).toEqual([
      'Sent: 4. Would have been sent: 3.',
      '1 the same, 2 moved, 1 missing, 0 added',
      'The journal knows nothing of web',
      '',
      '- 2026-01-05 00:02:00  warning   first      Service degraded: api (1 alert)',
      '~ 2026-01-05 00:04:00  error     first      Service unhealthy: api (1 alert)  1m earlier',
      '~ 2026-01-05 00:06:00  error     resolved   Resolved: Service unhealthy: api (0 alerts)  1m earlier',
      '',
      'People would have got 1 notification fewer; no critical one would have been missed.',
    ]);
  });

  it('fails if a critical notification would be missed', async () => {
    const { code, lines } = await run(
      { services: {}, alerts: { group: { wait: '2h' } } },
      { from: START + 600_000 },
    );
    expect(code).toBe(EXIT_MISSED);
    expect(lines).toEqual([
      'Sent: 1. Would have been sent: 1.',
      '0 the same, 0 moved, 1 missing, 1 added',
      '',
      '- 2026-01-05 01:07:00  critical  first      Disk full[2J (1 alert)  nobody would have been told',
      '+ 2026-01-05 03:07:00  critical  first      Disk full[2J (1 alert)',
      '',
      '1 critical notification would have been missed: do not take this configuration into use as it is.',
    ]);
  });

  it('colours what differs if it is to', async () => {
    const { lines } = await run({ services: {} }, { to: START + 130_000, paint: createPaint(true) });
    expect(lines.filter((line) => line.includes('\u001b'))).toEqual([
      '\u001b[31m- 2026-01-05 00:02:00  warning   first      Service degraded: api (1 alert)\u001b[0m',
    ]);
  });

  it('writes the report as one JSON document', async () => {
    const { code, lines } = await run({ services: {}, alerts: { group: { wait: '2h' } } }, { json: true });
    expect(code).toBe(EXIT_MISSED);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      recorded: [{}, {}, {}, { title: expect.any(String), severity: 'critical' }],
      simulated: [{ at: START + 3 * 3_600_000 + 420_000 }],
      missing: [{}, {}, {}, {}],
      added: [{ at: START + 3 * 3_600_000 + 420_000 }],
      moved: [],
      missedCritical: [{ severity: 'critical' }],
      unknownServices: [],
    });
  });

  it('takes the span as durations before now or dates', () => {
    expect(backtestSpan({}, START)).toEqual({ from: undefined, to: undefined });
    expect(backtestSpan({ since: '7d', until: '2026-01-04' }, START)).toEqual({
      from: START - 7 * 86_400_000,
      to: START - 86_400_000,
    });
    expect(() => backtestSpan({ since: '1h', until: '2h' }, START)).toThrow(
      expect.objectContaining({
        code: 'ERR_USAGE',
        message: expect.stringMatching(/^--since 1h is not before --until 2h/),
      }),
    );
  });
});
