import type { Outcome } from '../domain/check.js';
import { cleanLine } from '../domain/clean-text.js';
import type { RecordedEvent } from '../domain/events.js';

/** How many services are listed by name. */
const MOST_LISTED = 20;

type Checks = Readonly<Record<Outcome, number>>;

/** Counts what happened in a span. It remembers a few numbers for each service and for each reason. */
export class ReplayTotals {
  readonly #counts = new Map<string, number>();
  readonly #held = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  readonly #checks = new Map<string, Record<Outcome, number>>();

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'check.completed': {
        const checks = this.#checks.get(event.subject) ?? { pass: 0, warn: 0, fail: 0 };
        checks[event.data.outcome]++;
        this.#checks.set(event.subject, checks);
        break;
      }
      case 'alert.raised':
        increment(this.#counts, event.data.alert.status === 'resolved' ? 'alert.resolved' : event.type);
        break;
      case 'alert.suppressed':
        increment(this.#held, event.data.reason);
        break;
      case 'notification.requested':
        // A merged backlog stands for what was counted before.
        if (event.data.merges === undefined) increment(this.#sent, event.data.notification.reason);
        break;
      default:
        increment(this.#counts, event.type);
    }
  }

  /** The totals, a line each; what did not happen is left out. */
  lines(): string[] {
    const rows: [name: string, value: string][] = [
      [
        'runs',
        this.#list([
          ['runtime.started', 'started'],
          ['runtime.stopped', 'stopped'],
        ]),
      ],
      ['checks', checkWords(sumOf(this.#checks.values()))],
      ['status changes', this.#list([['status.changed', '']])],
      [
        'alerts',
        this.#list([
          ['alert.raised', 'raised'],
          ['alert.resolved', 'resolved'],
        ]),
      ],
      ['held back', breakdown(this.#held)],
      ['notifications', breakdown(this.#sent)],
      [
        'deliveries',
        this.#list([
          ['delivery.succeeded', 'succeeded'],
          ['delivery.failed', 'failed attempts'],
          ['delivery.diverted', 'diverted'],
          ['delivery.abandoned', 'given up'],
        ]),
      ],
      [
        'incidents',
        this.#list([
          ['incident.opened', 'opened'],
          ['incident.acknowledged', 'acknowledged'],
          ['incident.resolved', 'resolved'],
        ]),
      ],
      [
        'silences',
        this.#list([
          ['silence.created', 'created'],
          ['silence.ended', 'ended'],
        ]),
      ],
    ];
    const told = rows.filter(([, value]) => value !== '');
    return [...aligned(told), ...this.#services()];
  }

  #list(wanted: readonly (readonly [type: string, words: string])[]): string {
    return wanted
      .flatMap(([type, words]) => {
        const count = this.#counts.get(type) ?? 0;
        return count === 0 ? [] : [`${count} ${words}`.trim()];
      })
      .join(', ');
  }

  /** The services whose checks did not all pass, the worst first. */
  #services(): string[] {
    const troubled = [...this.#checks]
      .filter(([, { warn, fail }]) => warn + fail > 0)
      .sort(([a, x], [b, y]) => y.fail - x.fail || y.warn - x.warn || (a < b ? -1 : 1));
    if (troubled.length === 0) return [];
    const rows = troubled
      .slice(0, MOST_LISTED)
      .map(([name, checks]): [string, string] => [
        cleanLine(name),
        `${checkWords(checks)}, ${uptime(checks)} % up`,
      ]);
    const others = troubled.length - rows.length;
    return ['Checks', ...aligned(rows), ...(others === 0 ? [] : [`  and ${others} more services`])];
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The sum with its parts, the largest first. */
function breakdown(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const sum = parts.reduce((total, [, count]) => total + count, 0);
  return sum === 0 ? '' : `${sum}: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

function sumOf(all: Iterable<Checks>): Checks {
  const sum = { pass: 0, warn: 0, fail: 0 };
  for (const { pass, warn, fail } of all) {
    sum.pass += pass;
    sum.warn += warn;
    sum.fail += fail;
  }
  return sum;
}

function checkWords({ pass, warn, fail }: Checks): string {
  const sum = pass + warn + fail;
  if (sum === 0) return '';
  const parts = [
    pass === 0 ? '' : `${pass} passed`,
    warn === 0 ? '' : `${warn} warned`,
    fail === 0 ? '' : `${fail} failed`,
  ];
  return `${sum}: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** The share of checks that did not fail, in percent with two places, never rounded up to all. */
function uptime({ pass, warn, fail }: Checks): string {
  return (Math.floor(((pass + warn) * 10_000) / (pass + warn + fail)) / 100).toFixed(2);
}

function aligned(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
