import { describeValue } from '../../config/describe-value.js';
import { boundLabels } from '../../domain/bound-labels.js';
import { plainData, wellFormed } from '../../domain/plain-data.js';
import { ConditionKeys } from './condition-key.js';
import { timeReader } from './read-time.js';

/** An alert as a client posts it, checked. */
export interface PostedAlert {
  /** What makes it the same condition as another one. */
  readonly key: string;
  /** Without those that are empty, which stand for no label; cut if they are huge, see {@link boundLabels}. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly startsAt: number | undefined;
  /** Epoch milliseconds: when it ended, or will be taken to have ended if nothing more is heard of it. */
  readonly endsAt: number | undefined;
  /** As it was given: it may be anything. Empty if it is too long for an address. */
  readonly generatorURL: string;
}

/** Characters of all annotations that are kept as they are: they are remembered as long as the alert lasts. */
const MOST_ANNOTATED = 65_536;
/** No browser would open a longer one. */
const LONGEST_URL = 16_384;

const NONE: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Reads the alerts of posted lists. It is spelt out rather than left to a schema: a storm brings tens of thousands of
 * alerts, most of them to say that nothing has changed, and a schema takes longer than all the rest.
 */
export class AlertReader {
  readonly #keys = new ConditionKeys();
  readonly #startsAt = timeReader();
  readonly #endsAt = timeReader();

  /**
   * @param repair whether texts may hold halves of characters, which no other program would take
   * @returns the alert, or what is wrong with it, such as `.labels.job: expected a text, found 5`
   */
  read(given: unknown, repair = false): PostedAlert | string {
    if (!isObject(given)) return complain('', 'an alert with labels', given);
    const { labels: givenLabels } = given;
    const annotations = given.annotations ?? NONE;
    const generatorURL = given.generatorURL ?? '';
    if (!isTexts(givenLabels)) return complainAboutTexts('.labels', givenLabels);
    if (!isTexts(annotations)) return complainAboutTexts('.annotations', annotations);
    if (typeof generatorURL !== 'string') return complain('.generatorURL', 'a text', generatorURL);
    const startsAt = this.#startsAt(given.startsAt);
    if (Number.isNaN(startsAt)) return complain('.startsAt', TIME, given.startsAt);
    const endsAt = this.#endsAt(given.endsAt);
    if (Number.isNaN(endsAt)) return complain('.endsAt', TIME, given.endsAt);
    if (startsAt !== undefined && endsAt !== undefined && endsAt < startsAt) {
      return complain('.endsAt', 'a time after startsAt', given.endsAt);
    }
    const labels = checkedLabels(repair ? repaired(givenLabels) : givenLabels);
    if (typeof labels === 'string') return `.labels: ${labels}`;
    return {
      key: this.#keys.of(labels),
      labels,
      annotations: shortened(repair ? repaired(annotations) : annotations),
      startsAt,
      endsAt,
      generatorURL: generatorURL.length > LONGEST_URL ? '' : generatorURL,
    };
  }
}

/** Annotations of a size that can be kept; those that are the message come first then. */
function shortened(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let size = 0;
  for (const name in annotations) size += name.length + (annotations[name] ?? '').length;
  if (size <= MOST_ANNOTATED) return annotations;
  const { summary = '', description = '' } = annotations;
  const kept: unknown = plainData({ summary, description, ...annotations });
  return isTexts(kept) ? kept : NONE;
}

const TIME = 'a time such as 2026-03-01T12:00:00Z';

/** The labels without empty ones and no longer than they may be, or what is wrong with them. */
function checkedLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> | string {
  let count = 0;
  let empty = 0;
  for (const name in labels) {
    if (name === '' || name === '__proto__') return `${JSON.stringify(name)} cannot be the name of a label`;
    if (labels[name] === '') empty++;
    count++;
  }
  if (count === empty) return 'expected at least one label that is not empty, found none';
  if (empty === 0) return boundLabels(labels);
  return boundLabels(Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== '')));
}

function repaired(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [wellFormed(name), wellFormed(value)]),
  );
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Whether it is an object, fresh from JSON, that holds nothing but texts. */
function isTexts(given: unknown): given is Readonly<Record<string, string>> {
  if (!isObject(given)) return false;
  for (const name in given) if (typeof given[name] !== 'string') return false;
  return true;
}

function complainAboutTexts(path: string, given: unknown): string {
  if (!isObject(given)) return complain(path, 'an object of texts', given);
  const [name, value] = Object.entries(given).find(([, found]) => typeof found !== 'string') ?? [];
  return complain(`${path}.${name}`, 'a text', value);
}

function complain(path: string, wanted: string, found: unknown): string {
  return `${path}: expected ${wanted}, found ${describeValue(found)}`;
}
