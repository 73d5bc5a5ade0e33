import type { Check, CheckContext, CheckResult } from '../domain/check.js';
import { kindOf, OptionIssues } from '../domain/option-issues.js';
import { databaseFailure } from './database-failure.js';
import { describeValue } from './failure-message.js';
import { untilAborted } from './until-aborted.js';

/** A client of yours, such as one of ioredis or of node-redis. */
export interface RedisClient {
  ping(): PromiseLike<unknown>;
  /** How ioredis says where its connection is. */
  readonly status?: string | undefined;
  /** How node-redis says that it was connected and not closed since. */
  readonly isOpen?: boolean | undefined;
  /** How node-redis says that a command would be sent at once. */
  readonly isReady?: boolean | undefined;
}

/** What ioredis is when it would keep a command for later. */
const NOT_CONNECTED: Readonly<Record<string, string>> = {
  reconnecting: 'the connection is lost; the client is connecting again',
  close: 'the connection is lost',
  end: 'the client is closed',
};

/** Why a client is not asked. */
function whyAway({ status = '', isOpen, isReady }: RedisClient): string | undefined {
  if (isOpen === false) return 'the client is closed; call connect()';
  return isReady === false ? NOT_CONNECTED.reconnecting : NOT_CONNECTED[status];
}

/**
 * Checks that Redis, Valkey or their like answers `PING`, through the client that the program has already. A client that
 * knows that it is not connected is not asked: it would keep the command until it is.
 *
 * A check that is given up ends at once; what the client answers later is forgotten.
 *
 * @throws {@link ConfigError} if the client has no `ping`.
 * @example redisCheck(new Redis('redis://cache.internal'))
 */
export function redisCheck(client: RedisClient): Check {
  const issues = new OptionIssues('redisCheck');
  if (typeof client !== 'object' || client === null || typeof client.ping !== 'function') {
    issues.add(
      'client',
      `${kindOf(client)} without ping; hand in a client such as one of ioredis or node-redis`,
    );
  }
  issues.throwIfAny();
  return async function redisCheck({ signal }: CheckContext): Promise<CheckResult> {
    const away = whyAway(client);
    if (away !== undefined) return { outcome: 'fail', message: away };
    try {
      const answer = await untilAborted(signal, () => client.ping());
      if (answer === 'PONG') return { outcome: 'pass' };
      return { outcome: 'fail', message: `expected PONG, got ${describeValue(answer)}` };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { message, code } = databaseFailure(error);
      return { outcome: 'fail', message, ...(code === undefined ? {} : { data: { code } }) };
    }
  };
}
