import { connect, isIPv6 } from 'node:net';
import type { Check, CheckContext, CheckResult } from '../domain/check.js';
import type { Duration } from '../domain/duration.js';
import { OptionIssues } from '../domain/option-issues.js';
import { clockOf, steadyTime } from './clock-of.js';
import { exactDuration } from './exact-duration.js';
import { httpFailure } from './http-failure.js';
import { matchesText } from './text-match.js';

/** Where to connect, and what to hear there. */
export interface TcpCheckOptions {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Impaired when it takes longer than this to be connected. Default: never. */
  readonly warnAfter?: Duration | undefined;
  /** Sent once connected. It is told nowhere. Default: nothing. */
  readonly send?: string | Uint8Array | undefined;
  /** What must come in, read as UTF-8: a text that it contains, or an expression that it matches. Default: anything. */
  readonly expect?: string | RegExp | undefined;
  /** How much may come in before it is given up that this is among it. Default 16 KiB, at most 1 MiB. */
  readonly maxBytes?: number | undefined;
}

interface TcpPlan {
  readonly host: string;
  readonly port: number;
  readonly warnAfterMs: number | undefined;
  readonly send: string | Uint8Array | undefined;
  readonly expect: string | RegExp | undefined;
  readonly maxBytes: number;
}

const OPTIONS: readonly string[] = [
  'host',
  'port',
  'warnAfter',
  'send',
  'expect',
  'maxBytes',
] satisfies (keyof TcpCheckOptions)[];

const KIBIBYTE = 1024;

/**
 * Checks that something listens on a port; if told to, that it answers what it should. The connection is closed at once.
 *
 * How long it may take in all is up to the service: `timeout` fails and `slowAfter` warns. Neither what is sent nor what
 * comes in is told. The data holds `connectMs`, or the `code` of what went wrong.
 *
 * @throws {@link ConfigError} if an option cannot be used.
 * @example tcpCheck({ host: 'cache.internal', port: 6379, send: 'PING\r\n', expect: '+PONG' })
 */
export function tcpCheck(options: TcpCheckOptions): Check {
  const plan = planTcp(options);
  const where = `${isIPv6(plan.host) ? `[${plan.host}]` : plan.host}:${plan.port}`;
  return async function tcpCheck(context) {
    const { problem, code, connectMs } = await converse(plan, context);
    if (problem !== undefined) {
      const data = code === undefined ? {} : { data: { code } };
      return { outcome: 'fail', message: `${problem} (${where})`, ...data };
    }
    const data = connectMs === undefined ? {} : { data: { connectMs } };
    if (connectMs === undefined || plan.warnAfterMs === undefined || connectMs <= plan.warnAfterMs) {
      return { outcome: 'pass', ...data };
    }
    const slow = `took ${Math.ceil(connectMs)}ms to connect, more than ${exactDuration(plan.warnAfterMs)}`;
    return { outcome: 'warn', message: `${slow} (${where})`, ...data } satisfies CheckResult;
  };
}

function planTcp(options: TcpCheckOptions): TcpPlan {
  const issues = new OptionIssues('tcpCheck');
  issues.known(options, OPTIONS);
  const { warnAfter, send, expect, maxBytes = 16 * KIBIBYTE } = options;
  if (send !== undefined && typeof send !== 'string' && !(send instanceof Uint8Array)) {
    // Not shown: it may be a secret of the wrong kind.
    issues.add('send', 'must be a text or bytes');
  }
  const plan: TcpPlan = {
    host: issues.text('host', options.host, "'db.internal'"),
    port: issues.whole('port', options.port, { from: 1, to: 65_535 }),
    warnAfterMs: warnAfter === undefined ? undefined : issues.duration('warnAfter', warnAfter),
    send,
    expect: expect === undefined ? undefined : issues.match('expect', expect),
    maxBytes: issues.whole('maxBytes', maxBytes, { from: 1, to: 1024 * KIBIBYTE }),
  };
  issues.throwIfAny();
  return plan;
}

/** What came of a conversation: how long the connection took, or the problem. */
interface Conversation {
  readonly connectMs?: number | undefined;
  readonly problem?: string;
  readonly code?: string;
}

function converse(plan: TcpPlan, context: CheckContext): Promise<Conversation> {
  const { signal } = context;
  const clock = plan.warnAfterMs === undefined ? context.clock : clockOf(context, 'tcpCheck');
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const begun = clock && steadyTime(clock);
    const socket = connect({ host: plan.host, port: plan.port });
    const heard = new Heard(plan);
    let connectMs: number | undefined;
    const end = (): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    };
    const abort = (): void => {
      end();
      reject(signal.reason);
    };
    const tell = (conversation: Conversation): void => {
      end();
      resolve(conversation);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => {
      if (clock && begun !== undefined) connectMs = Math.round((steadyTime(clock) - begun) * 1_000) / 1_000;
      const { send, expect } = plan;
      if (send !== undefined) socket.write(send, () => expect === undefined && tell({ connectMs }));
      else if (expect === undefined) tell({ connectMs });
    });
    socket.on('data', (chunk: Buffer) => {
      const verdict = heard.add(chunk);
      if (verdict === true) tell({ connectMs });
      else if (verdict !== undefined) tell({ problem: verdict });
    });
    socket.on('end', () => tell({ problem: `closed before ${heard.wanted} came` }));
    socket.on('error', (error) => {
      const { message, code } = httpFailure(error);
      tell({ problem: message, code });
    });
  });
}

/** What came in so far, as far as it is kept. */
class Heard {
  readonly #plan: TcpPlan;
  readonly #decoder = new TextDecoder();
  #text = '';
  #bytes = 0;

  constructor(plan: TcpPlan) {
    this.#plan = plan;
  }

  /** What is waited for, in words. */
  get wanted(): string {
    const { expect } = this.#plan;
    if (expect === undefined) return 'everything was sent';
    return expect instanceof RegExp ? `an answer that matches ${expect}` : JSON.stringify(expect);
  }

  /** `true` once it holds what is expected, a problem once it cannot any more, nothing as long as it may. */
  add(chunk: Buffer): true | string | undefined {
    const { expect, maxBytes } = this.#plan;
    if (expect === undefined) return undefined;
    const room = chunk.subarray(0, maxBytes - this.#bytes);
    this.#bytes += room.length;
    this.#text += this.#decoder.decode(room, { stream: true });
    if (matchesText(expect, this.#text)) return true;
    return this.#bytes < maxBytes ? undefined : `${this.wanted} is not in the first ${maxBytes} bytes`;
  }
}
