import { describe, expect, test } from 'vitest';
import { BreakerOpenError } from '../../src/breakers/breaker-open-error.js';
import { ConfigError } from '../../src/domain/config-error.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';
import { type BreakerOptions, createBreaker } from '../../src/runtime/create-breaker.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** A breaker around something that does as it is told. */
function scripted(options: BreakerOptions = {}) {
  const clock = new VirtualClock(1_000_000);
  const world = { fails: false, calls: 0 };
  const breaker = createBreaker(
    async (_: { signal: AbortSignal }, value: number): Promise<string> => {
      world.calls++;
      if (world.fails) throw new Error('refused at postgres://app:hunter2@db/x');
      return `got ${value}`;
    },
    { name: 'db', clock, random: () => 0.5, ...options },
  );
  return { clock, world, breaker };
}

/** What a call comes to: its value, or the code or message of what it rejects with. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TocsinError) return error.code;
    return error instanceof Error ? error.message.slice(0, 7) : error;
  }
}

async function fail(breaker: ReturnType<typeof scripted>['breaker'], times: number): Promise<void> {
  for (let i = 0; i < times; i++) await outcome(breaker.run(i));
}

describe('a breaker', () => {
  test('hands arguments in and the value out', async () => {
    const { breaker } = scripted();
    const value: string = await breaker.run(7);
    expect(value).toBe('got 7');
    expect(breaker.state).toBe('closed');
  });

  test('opens at the fifth failure in a row, and then calls nothing', async () => {
    const { world, breaker } = scripted();
    world.fails = true;
    await fail(breaker, 4);
    world.fails = false;
    await breaker.run(1);
    world.fails = true;
    await fail(breaker, 4);
    expect(breaker.state).toBe('closed');
    await fail(breaker, 1);
    expect(breaker.state).toBe('open');
    world.calls = 0;
    expect(await outcome(breaker.run(1))).toBe('ERR_BREAKER_OPEN');
    expect(world.calls).toBe(0);
  });

  test('throws what the operation threw until it opens, then says when it tries again', async () => {
    const { world, breaker } = scripted({ threshold: 1, openFor: '10s' });
    world.fails = true;
    await expect(breaker.run(1)).rejects.toThrow('refused at');
    const refusal = await breaker.run(1).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BreakerOpenError);
    expect(refusal).toMatchObject({ code: 'ERR_BREAKER_OPEN', breaker: 'db', retryAt: 1_010_000 });
    expect(String(refusal)).toBe("BreakerOpenError: the circuit 'db' is open: it tries again in 10s");
  });

  test('lets one call through after its time, and closes if that succeeds', async () => {
    const { clock, world, breaker } = scripted({ threshold: 1, openFor: '10s' });
    world.fails = true;
    await fail(breaker, 1);
    await clock.advance('9999ms');
    expect(breaker.state).toBe('open');
    await clock.advance('1ms');
    expect(breaker.state).toBe('halfOpen');
    world.fails = false;
    const [first, second] = await Promise.all([outcome(breaker.run(1)), outcome(breaker.run(2))]);
    expect([first, second]).toEqual(['got 1', 'ERR_BREAKER_OPEN']);
    expect(breaker.state).toBe('closed');
  });

  test('opens again if the trial fails, for as long', async () => {
    const { clock, world, breaker } = scripted({ threshold: 3, openFor: '10s' });
    world.fails = true;
    await fail(breaker, 3);
    await clock.advance('10s');
    await fail(breaker, 1);
    expect(breaker.state).toBe('open');
    await clock.advance('9999ms');
    expect(breaker.state).toBe('open');
    await clock.advance('1ms');
    expect(breaker.state).toBe('halfOpen');
  });

  test('stays open longer by its jitter', async () => {
    const { clock, world, breaker } = scripted({ threshold: 1, openFor: '10s', jitter: 0.2 });
    world.fails = true;
    await fail(breaker, 1);
    await clock.advance('10999ms');
    expect(breaker.state).toBe('open');
    await clock.advance('1ms');
    expect(breaker.state).toBe('halfOpen');
  });

  test('counts only what is a failure of what it calls', async () => {
    const { world, breaker } = scripted({
      threshold: 1,
      isFailure: (error) => !(error instanceof Error && error.message.startsWith('refused')),
    });
    world.fails = true;
    expect(await outcome(breaker.run(1))).toBe('refused');
    expect(breaker.state).toBe('closed');
  });

  test('counts an error as a failure if that cannot be told', async () => {
    const { world, breaker } = scripted({
      threshold: 1,
      isFailure: () => {
        throw new Error('no idea');
      },
    });
    world.fails = true;
    expect(await outcome(breaker.run(1))).toBe('refused');
    expect(breaker.state).toBe('open');
  });

  test('gives its reason, redacted, until it is closed', async () => {
    const { clock, world, breaker } = scripted({ threshold: 1 });
    world.fails = true;
    await fail(breaker, 1);
    expect(breaker.reason).toBe('refused at postgres://db/[redacted]');
    await clock.advance('30s');
    expect(breaker.reason).toBe('refused at postgres://db/[redacted]');
    world.fails = false;
    await breaker.run(1);
    expect(breaker.reason).toBeUndefined();
  });
});

describe('a call that takes too long', () => {
  test('is aborted, fails and counts', async () => {
    const clock = new VirtualClock();
    let reason: unknown;
    const breaker = createBreaker(
      ({ signal }) =>
        new Promise<void>(() => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
          });
        }),
      { name: 'slow', clock, threshold: 1, timeout: '2s' },
    );
    const call = breaker.run().catch((error: unknown) => error);
    await clock.advance('1999ms');
    expect(reason).toBeUndefined();
    await clock.advance('1ms');
    const error = await call;
    expect(error).toMatchObject({ code: 'ERR_BREAKER_TIMEOUT', message: "'slow' took longer than 2s" });
    expect(reason).toBe(error);
    expect(breaker.state).toBe('open');
  });

  test('leaves no timer behind when it does not', async () => {
    const { clock, breaker } = scripted();
    await breaker.run(1);
    await Promise.resolve();
    expect(clock.pendingTasks).toBe(0);
  });

  test('may take for ever if nobody minds', async () => {
    const clock = new VirtualClock();
    const breaker = createBreaker(() => new Promise<void>(() => {}), { clock, timeout: false });
    void breaker.run();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('what comes too late', () => {
  test('does not close a circuit that opened meanwhile, nor end its trial', async () => {
    const clock = new VirtualClock();
    const answers: ((how: 'well' | 'ill') => void)[] = [];
    const breaker = createBreaker(
      () =>
        new Promise<void>((resolve, reject) => {
          answers.push((how) => (how === 'well' ? resolve() : reject(new Error('ill'))));
        }),
      { clock, threshold: 1, openFor: '10s', timeout: false },
    );
    const calls = [breaker.run(), breaker.run(), breaker.run()].map((call) => outcome(call));
    answers[0]?.('ill');
    await calls[0];
    expect(breaker.state).toBe('open');
    await clock.advance('10s');
    const trial = outcome(breaker.run());
    answers[1]?.('well');
    answers[2]?.('ill');
    await Promise.all([calls[1], calls[2]]);
    expect(breaker.state).toBe('halfOpen');
    expect(await outcome(breaker.run())).toBe('ERR_BREAKER_OPEN');
    answers[3]?.('well');
    await trial;
    expect(breaker.state).toBe('closed');
  });
});

describe('by hand', () => {
  test('it is opened, for a while or until it is reset', async () => {
    const { clock, breaker } = scripted();
    breaker.trip({ for: '1m', reason: 'critical error' });
    expect([breaker.state, breaker.reason]).toEqual(['open', 'critical error']);
    await clock.advance('1m');
    expect(breaker.state).toBe('halfOpen');
    breaker.trip({ for: 'ever', reason: 'deploy failed' });
    await clock.advance('400d');
    const refusal = await breaker.run(1).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'ERR_BREAKER_OPEN',
      message: "the circuit 'db' is open: deploy failed; it stays so until it is reset",
      retryAt: undefined,
    });
    breaker.reset();
    expect(await breaker.run(1)).toBe('got 1');
  });

  test('it keeps the reason for which it stays open', async () => {
    const { clock, breaker } = scripted();
    breaker.trip({ for: 'ever', reason: 'human said so' });
    breaker.trip({ for: '1ms', reason: 'a hiccup' });
    breaker.trip();
    expect(breaker.reason).toBe('human said so');
    await expect(breaker.run(1)).rejects.toThrow(
      "the circuit 'db' is open: human said so; it stays so until it is reset",
    );
    breaker.trip({ for: 'ever', reason: 'said again' });
    expect(breaker.reason).toBe('said again');
    breaker.reset();
    breaker.trip({ for: '1m', reason: 'short' });
    breaker.trip({ for: '2m', reason: 'longer' });
    expect(breaker.reason).toBe('longer');
    await clock.advance('119s');
    breaker.trip({ for: '10s', reason: 'longer still' });
    expect(breaker.reason).toBe('longer still');
  });

  test('it is opened for as long as a failure would, without a word', async () => {
    const { clock, breaker } = scripted({ openFor: '10s' });
    breaker.trip();
    expect(breaker.reason).toBe('opened by hand');
    await clock.advance('10s');
    expect(breaker.state).toBe('halfOpen');
  });
});

describe('state$', () => {
  test('tells the state now, each change at its time, and needs a timer only meanwhile', async () => {
    const { clock, world, breaker } = scripted({ threshold: 1, openFor: '10s' });
    const told: unknown[] = [];
    const subscription = breaker.state$.subscribe((state) => told.push([clock.now() - 1_000_000, state]));
    world.fails = true;
    await fail(breaker, 1);
    await clock.advance('10s');
    await fail(breaker, 1);
    await clock.advance('10s');
    world.fails = false;
    await breaker.run(1);
    expect(told).toEqual([
      [0, 'closed'],
      [0, 'open'],
      [10_000, 'halfOpen'],
      [10_000, 'open'],
      [20_000, 'halfOpen'],
      [20_000, 'closed'],
    ]);
    world.fails = true;
    await fail(breaker, 1);
    expect(clock.pendingTasks).toBe(1);
    subscription.unsubscribe();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('options that cannot be', () => {
  test('are all told, each with its path', () => {
    const options: BreakerOptions = {
      threshold: 0,
      openFor: 'soon' as '1s',
      jitter: 2,
      timeout: 0,
      name: '',
    };
    const error = (() => {
      try {
        createBreaker(() => 1, { ...options, ...{ retries: 3 } });
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(error instanceof ConfigError ? error.issues : []).toEqual([
      {
        path: 'createBreaker.retries',
        message:
          'there is no such option; the options are name, threshold, openFor, jitter, timeout, isFailure, clock, random',
      },
      { path: 'createBreaker.name', message: 'expected a text that is not empty, found ""' },
      { path: 'createBreaker.threshold', message: 'expected a whole number from 1, found 0' },
      { path: 'createBreaker.openFor', message: 'expected a duration above 0 such as \'30s\', found "soon"' },
      { path: 'createBreaker.jitter', message: 'expected a number from 0 to 1, found 2' },
      {
        path: 'createBreaker.timeout',
        message: "expected a duration above 0 such as '30s', or false, found 0",
      },
    ]);
  });

  test('the operation gives the breaker its name', () => {
    const charge = () => 1;
    expect(createBreaker(charge).name).toBe('charge');
    expect(createBreaker(() => 1).name).toBe('breaker');
  });
});
