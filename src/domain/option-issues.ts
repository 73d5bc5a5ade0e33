import { didYouMean } from './closest-name.js';
import { ConfigError, type ConfigIssue } from './config-error.js';
import { durationMs } from './duration.js';

/** Nothing may be waited for longer: a year. */
const LONGEST_MS = 366 * 86_400_000;

/** From where to where a number may be, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Gathers what is wrong with what a function was called with, so that all of it is told at once. What reads a value gives
 * the value back, or something harmless in its place after noting the issue.
 */
export class OptionIssues {
  readonly #called: string;
  readonly #issues: ConfigIssue[] = [];

  /** @param called the name of the function, with which each path begins */
  constructor(called: string) {
    this.#called = called;
  }

  /** Notes an issue; an empty option means the whole. */
  add(option: string, message: string): void {
    this.#issues.push({ path: option === '' ? this.#called : `${this.#called}.${option}`, message });
  }

  /**
   * Refuses what is no set of options at all, and notes any option that does not exist: one that is misspelt must not be
   * taken for one left out. What was given is not shown, for it may be a secret in the wrong place.
   *
   * @param at which option holds these; the function itself if left out
   * @throws {@link ConfigError} if there are no options to look at
   */
  known(given: unknown, names: readonly string[], at = ''): void {
    const all = names.join(', ');
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      const missing = given === undefined;
      this.add(
        at,
        missing
          ? `the options are missing; they are ${all}`
          : `${kindOf(given)} is not a set of options; the options are ${all}`,
      );
      throw new ConfigError(this.#issues);
    }
    for (const name of Object.keys(given)) {
      if (names.includes(name)) continue;
      const remedy = didYouMean(name, names) || `; the options are ${all}`;
      this.add(at === '' ? name : `${at}.${name}`, `there is no such option${remedy}`);
    }
  }

  /** Notes what is no monitor, where one comes first. */
  monitor(given: unknown): void {
    if (MONITOR_METHODS.every((name) => hasMethod(given, name))) return;
    const found = given === undefined ? 'the monitor is missing' : `${kindOf(given)} is not a monitor`;
    this.add('', `${found}; give what createMonitor made`);
  }

  /**
   * Notes what cannot do what is asked of it.
   *
   * @param methods by which it is known
   * @param remedy the way out
   */
  having(option: string, given: unknown, methods: readonly string[], remedy: string): void {
    const missing = methods.find((name) => !hasMethod(given, name));
    if (missing !== undefined) this.add(option, `${show(given)} has no ${missing}(); ${remedy}`);
  }

  /** A clock in the place of the machine's. */
  clock(given: unknown, remedy = 'leave it out, or give the clock of the monitor'): void {
    if (given !== undefined) this.having('clock', given, ['now', 'setTimeout', 'clearTimeout'], remedy);
  }

  logger(given: unknown): void {
    if (given === undefined) return;
    this.having('logger', given, ['debug', 'info', 'warn', 'error'], 'give a logger such as pino()');
  }

  /** @param of what it is a function of */
  func(option: string, given: unknown, of: string): void {
    if (typeof given !== 'function') this.add(option, `${show(given)} is not a function of ${of}`);
  }

  /** @param example how it is written, such as `'db.internal'` */
  text(option: string, given: unknown, example: string): string {
    if (typeof given === 'string' && given.trim() !== '') return given;
    this.add(option, `${show(given)} is not a text; write one such as ${example}`);
    return '';
  }

  whole(option: string, given: unknown, { from, to }: Range): number {
    if (Number.isSafeInteger(given) && Number(given) >= from && Number(given) <= to) return Number(given);
    this.add(option, `${show(given)} is not a whole number from ${from}${upTo(to)}`);
    return from;
  }

  number(option: string, given: unknown, { from, to }: Range): number {
    if (typeof given === 'number' && given >= from && given <= to) return given;
    this.add(option, `${show(given)} is not a number from ${from}${upTo(to)}`);
    return from;
  }

  /** Milliseconds, above zero unless `orZero`. */
  duration(option: string, given: unknown, { orZero = false } = {}): number {
    const ms = durationMs(given);
    if (ms !== undefined && ms <= LONGEST_MS && (orZero || ms > 0)) return ms;
    const wanted = orZero ? 'a duration up to a year' : 'a duration above 0 and up to a year';
    this.add(option, `${show(given)} is not ${wanted}; write milliseconds or a text such as '100ms' or '2s'`);
    return 1;
  }

  /** What a text must contain or match. */
  match(option: string, given: unknown): string | RegExp {
    if (given instanceof RegExp || (typeof given === 'string' && given !== '')) return given;
    this.add(option, `${show(given)} is not a text or a regular expression`);
    return '';
  }

  flag(option: string, given: unknown): boolean {
    if (typeof given === 'boolean') return given;
    this.add(option, `${show(given)} is not true or false`);
    return false;
  }

  /** Everything that was noted, for those who have more to tell. */
  get all(): readonly ConfigIssue[] {
    return this.#issues;
  }

  get any(): boolean {
    return this.#issues.length > 0;
  }

  /** @throws {@link ConfigError} with everything that was noted */
  throwIfAny(): void {
    if (this.#issues.length > 0) throw new ConfigError(this.#issues);
  }
}

function upTo(most: number): string {
  return Number.isFinite(most) ? ` to ${most}` : '';
}

/** By these a monitor is known. */
const MONITOR_METHODS = ['start', 'stop', 'alert', 'services'] as const;

function hasMethod(given: unknown, name: string): boolean {
  const able = (typeof given === 'object' && given !== null) || typeof given === 'function';
  return able && typeof Reflect.get(given, name) === 'function';
}

/** A value in a message: texts and numbers as they are written, of others only what they are. */
export function show(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given);
  if (typeof given === 'number' || typeof given === 'boolean' || given === undefined) return String(given);
  return kindOf(given);
}

/** What a value is, without a word of what it holds. */
export function kindOf(given: unknown): string {
  if (given === null) return 'null';
  if (Array.isArray(given)) return 'a list';
  if (given === undefined) return 'nothing';
  const kind = typeof given === 'string' ? 'text' : typeof given;
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
