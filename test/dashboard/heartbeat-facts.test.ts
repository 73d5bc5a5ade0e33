import { describe, expect, it } from 'vitest';
import { heartbeatFacts } from '../../dashboard/src/text/heartbeat-facts.js';
import { judgeHeartbeat, takeBeat } from '../../src/checks/heartbeat-rule.js';
import type { HeartbeatPlan, HeartbeatState } from '../../src/domain/heartbeat.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 3);

/** Due every hour, late ten minutes after that; a run may take half an hour. */
const plan: HeartbeatPlan = {
  graceMs: 10 * MINUTE,
  maxRuntimeMs: 30 * MINUTE,
  nextDue: (after) => after + 60 * MINUTE,
};

/** What is told of a job at `NOW`, one line a fact; `beats` are what it said, minutes before that. */
function told(beats: readonly ['start' | 'success' | 'fail', number][], paused = false): string[] {
  let known: HeartbeatState = { since: NOW - 3 * 60 * MINUTE };
  if (beats.length === 0) known = { since: NOW - 5 * MINUTE };
  for (const [outcome, ago] of beats) known = takeBeat(plan, known, { outcome, at: NOW - ago * MINUTE });
  const { state } = judgeHeartbeat(plan, known, NOW);
  return heartbeatFacts(state, paused, NOW).map(({ name, text }) => `${name}: ${text}`);
}

describe('what is told of a job that reports by itself', () => {
  it('is when it was heard of, when it is due, and when it is late', () => {
    expect(told([['success', 20]])).toEqual(['Last report: 20m ago', 'Due: in 40m', 'Late: in 50m']);
  });

  it('is that it was due, until it is late', () => {
    expect(told([['success', 63]])).toEqual(['Last report: 1h 3m ago', 'Due: 3m ago', 'Late: in 7m']);
  });

  it('is for how long it is late, and that it still is due', () => {
    expect(told([['success', 75]])).toEqual(['Last report: 1h 15m ago', 'Due: 15m ago', 'Late: for 5m']);
  });

  it('is since when it is waited for if nothing was heard yet', () => {
    expect(told([])).toEqual(['Last report: none yet, awaited for 5m', 'Due: in 55m', 'Late: in 1h 5m']);
  });

  it('is for how long a run is under way, and until when it must end', () => {
    expect(
      told([
        ['success', 70],
        ['start', 4],
      ]),
    ).toEqual(['Last report: 4m ago', 'Running: for 4m', 'Due: 10m ago', 'Must end: in 26m']);
    expect(
      told([
        ['success', 70],
        ['start', 40],
      ]),
    ).toEqual(['Last report: 40m ago', 'Running: for 40m', 'Due: 10m ago', 'Should have ended: 10m ago']);
  });

  it('is how long its last run took, and that it failed', () => {
    expect(
      told([
        ['start', 50],
        ['fail', 25],
      ]),
    ).toEqual(['Last report: 25m ago', 'Last run: took 25m', 'Due: 2h ago', 'Failed: 25m ago']);
    expect(
      told([
        ['start', 50],
        ['success', 49.5],
      ]),
    ).toContain('Last run: took 30s');
  });

  it('is not when it is due while it is paused', () => {
    expect(told([['success', 75]], true)).toEqual([
      'Last report: 1h 15m ago',
      'Due: not awaited while paused',
    ]);
  });

  it('gives each moment for a tooltip', () => {
    const { state } = judgeHeartbeat(plan, { since: 0, lastBeatAt: NOW, lastSuccessAt: NOW }, NOW);
    expect(heartbeatFacts(state, false, NOW).map(({ at }) => at)).toEqual([
      NOW,
      NOW + 60 * MINUTE,
      NOW + 70 * MINUTE,
    ]);
  });
});
