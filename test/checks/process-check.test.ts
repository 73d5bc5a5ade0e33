import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type ProcessCheckOptions, processCheck, processCheckOver } from '../../src/checks/process-check.js';
import type { ProcessSample } from '../../src/checks/process-sample.js';
import { readProcessSample } from '../../src/checks/process-sample.js';
import type { CheckResult } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

const MIB = 2 ** 20;

const CALM: ProcessSample = { rss: 100.5 * MIB, heap: 41.27, cpuMs: 500, handles: 3, files: 20 };

/** What a check finds in one sample after the other, a second apart; the last result. */
async function over(
  samples: readonly Partial<ProcessSample>[],
  options: ProcessCheckOptions = {},
): Promise<CheckResult | undefined> {
  const clock = new VirtualClock();
  let sample = CALM;
  const check = processCheckOver(async () => sample, options);
  let result: CheckResult | undefined;
  for (const next of samples) {
    sample = { ...CALM, ...next };
    result = await runOnce(check, { clock });
    await clock.advance('1s');
  }
  return result;
}

describe('a calm process', () => {
  it('passes with all its figures', async () => {
    expect(await over([{}, { cpuMs: 750 }])).toEqual({
      outcome: 'pass',
      message: '100 MiB resident; heap 41% used; cpu 25%; 3 open handles; 20 open files',
      data: { rss: 100.5 * MIB, heap: 41.3, cpu: 25, handles: 3, files: 20 },
    });
  });

  it('has no processor time at its first check', async () => {
    const result = await over([{}], { cpu: { fail: 0 } });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result?.data).not.toHaveProperty('cpu');
  });
});

describe('a limit', () => {
  it.each<[keyof ProcessSample, number, ProcessCheckOptions, CheckResult['outcome'], string?]>([
    ['heap', 89.99, {}, 'pass'],
    ['heap', 90, {}, 'fail', 'heap 90% used (limit 90)'],
    ['heap', 95, { heap: { warn: 95 } }, 'warn', 'heap 95% used (limit 95)'],
    ['heap', 95, { heap: {} }, 'pass'],
    ['rss', 200 * MIB - 1, { rss: { warn: 200 * MIB } }, 'pass'],
    ['rss', 200 * MIB, { rss: { warn: 200 * MIB } }, 'warn', '200 MiB resident (limit 209715200)'],
    ['rss', 300 * MIB, { rss: { warn: 1, fail: 300 * MIB } }, 'fail', '300 MiB resident (limit 314572800)'],
    ['handles', 9, { handles: { warn: 10 } }, 'pass'],
    ['handles', 10, { handles: { warn: 10, fail: 20 } }, 'warn', '10 open handles (limit 10)'],
    ['files', 900, { files: { fail: 900 } }, 'fail', '900 open files (limit 900)'],
    ['cpuMs', 1_299, { cpu: { warn: 80 } }, 'pass'],
    ['cpuMs', 1_300, { cpu: { warn: 80 } }, 'warn', 'cpu 80% (limit 80)'],
    // Two threads at work.
    ['cpuMs', 2_500, { cpu: { warn: 80, fail: 200 } }, 'fail', 'cpu 200% (limit 200)'],
  ])('of %s at %d with %j: %s', async (figure, value, options, outcome, message) => {
    const result = await over([{}, { [figure]: value }], options);
    expect(result?.outcome).toBe(outcome);
    if (message !== undefined) expect(result?.message).toBe(message);
  });

  it('that is broken is told with all others that are, and the worst counts', async () => {
    const options = { rss: { warn: MIB }, handles: { fail: 3 }, files: { warn: 1_000 } };
    expect(await over([{}], options)).toMatchObject({
      outcome: 'fail',
      message: '100 MiB resident (limit 1048576); 3 open handles (limit 3)',
    });
  });

  it('on what cannot be known fails, and no limit does not', async () => {
    expect(await over([{ files: undefined }], { files: { warn: 900 } })).toMatchObject({
      outcome: 'fail',
      message: 'how many open files there are cannot be known here',
    });
    expect((await over([{ files: undefined }]))?.outcome).toBe('pass');
  });
});

describe('this process', () => {
  it('is measured', async () => {
    const clock = new VirtualClock();
    const check = processCheck({ heap: { fail: 100 } });
    await runOnce(check, { clock });
    await clock.advance(10);
    expect(await runOnce(check, { clock })).toMatchObject({
      outcome: 'pass',
      data: {
        rss: expect.toSatisfy((rss: number) => rss > 10 * MIB),
        heap: expect.toSatisfy((heap: number) => heap > 0 && heap < 100),
        cpu: expect.toSatisfy((cpu: number) => cpu >= 0),
        handles: expect.any(Number),
      },
    });
    check.close();
    expect((await runOnce(check, { clock })).data).not.toHaveProperty('cpu');
  });

  it('has one more open file for each that is opened', async () => {
    const { files } = await readProcessSample();
    const opened = await Promise.all([open('/dev/null'), open('/dev/null'), open('/dev/null')]);
    const more = await readProcessSample();
    await Promise.all(opened.map((file) => file.close()));
    expect(more.files).toBe((files ?? 0) + 3);
  });

  it('has one more handle for each timer', async () => {
    const { handles } = await readProcessSample();
    const timers = [setTimeout(() => {}, 60_000), setTimeout(() => {}, 60_000)];
    const more = await readProcessSample();
    for (const timer of timers) clearTimeout(timer);
    expect(more.handles).toBe(handles + 2);
  });
});

it('refuses limits that make no sense, all at once', () => {
  const wrong = '{"rss":5,"heap":{"fail":101,"most":1},"cpu":{"warn":90,"fail":80},"memory":{}}';
  expect(configIssues(() => processCheck(asGiven(wrong)))).toEqual([
    {
      path: 'processCheck.memory',
      message: 'there is no such option; the options are rss, heap, cpu, handles, files',
    },
    { path: 'processCheck.rss', message: '5 is not { warn, fail }' },
    { path: 'processCheck.heap.most', message: 'there is no such limit; write warn or fail' },
    { path: 'processCheck.heap.fail', message: '101 is not a number from 0 to 100' },
    { path: 'processCheck.cpu.warn', message: '90 must be below fail, which is 80' },
  ]);
});
