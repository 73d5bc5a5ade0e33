import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisCheck } from '../../src/checks/redis-check.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { type FakeRedis, fakeRedis, PlainRedisClient } from './support/fake-redis.js';
import { runOnce } from './support/run-once.js';
import { freePort } from './support/tcp-server.js';

let redis: FakeRedis;
const clients: PlainRedisClient[] = [];

function client(port = redis.port): PlainRedisClient {
  const made = new PlainRedisClient(port);
  clients.push(made);
  return made;
}

beforeEach(async () => {
  redis = await fakeRedis();
});

afterEach(async () => {
  for (const made of clients.splice(0)) made.disconnect();
  await redis.close();
});

describe('the answer to PING', () => {
  it('passes if it is PONG, time and again', async () => {
    const check = redisCheck(client());
    expect(await runOnce(check)).toEqual({ outcome: 'pass' });
    expect(await runOnce(check)).toEqual({ outcome: 'pass' });
    expect(redis.commands).toEqual(['PING', 'PING']);
  });

  it.each([
    ['+hello', 'expected PONG, got "hello" (a string)', undefined],
    [
      '-LOADING Redis is loading the dataset in memory',
      'the server is loading its data (LOADING)',
      'LOADING',
    ],
    ['-NOAUTH Authentication required.', 'a password is needed (NOAUTH)', 'NOAUTH'],
    [
      '-WRONGPASS invalid username-password pair or user is disabled.',
      'the user or the password is wrong (WRONGPASS)',
      'WRONGPASS',
    ],
    [
      '-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to "no".',
      'the replica has lost its primary (MASTERDOWN)',
      'MASTERDOWN',
    ],
    ['-ERR something else password=hunter2', 'ERR something else password=[redacted]', undefined],
  ])('%s fails', async (answer, message, code) => {
    redis.answer = answer;
    expect(await runOnce(redisCheck(client()))).toEqual({
      outcome: 'fail',
      message,
      ...(code === undefined ? {} : { data: { code } }),
    });
  });
});

describe('a client', () => {
  it('that cannot connect fails', async () => {
    expect(await runOnce(redisCheck(client(await freePort())))).toEqual({
      outcome: 'fail',
      message: 'connection refused',
      data: { code: 'ECONNREFUSED' },
    });
  });

  it('whose connection breaks fails', async () => {
    redis.answer = undefined;
    const told = redis.told();
    const running = runOnce(redisCheck(client()));
    await told;
    for (const socket of redis.open) socket.destroy();
    expect(await running).toEqual({ outcome: 'fail', message: 'Connection is closed.' });
  });

  it.each([
    [{ status: 'reconnecting' }, 'the connection is lost; the client is connecting again'],
    [{ status: 'end' }, 'the client is closed'],
    [{ isOpen: false }, 'the client is closed; call connect()'],
    [{ isOpen: true, isReady: false }, 'the connection is lost; the client is connecting again'],
  ])('that is not connected is not asked: %j', async (state, message) => {
    const asked = client();
    expect(await runOnce(redisCheck({ ...state, ping: () => asked.ping() }))).toEqual({
      outcome: 'fail',
      message,
    });
    expect(redis.commands).toEqual([]);
  });

  it('is not waited for when the check is given up', async () => {
    redis.answer = undefined;
    const told = redis.told();
    const controller = new AbortController();
    const running = runOnce(redisCheck(client()), { signal: controller.signal });
    await told;
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('must have a ping', () => {
    expect(configIssues(() => redisCheck(asGiven('{}')))).toEqual([
      {
        path: 'redisCheck.client',
        message: 'an object without ping; hand in a client such as one of ioredis or node-redis',
      },
    ]);
  });
});
