import {
  type CapturedError,
  type ErrorAbout,
  type ErrorCause,
  isErrorCategory,
} from '../domain/captured-error.js';
import { cleanLine } from '../domain/clean-text.js';
import { type ErrorFacts, errorFacts, readProperty } from '../domain/error-facts.js';
import type { ErrorRule, ErrorVerdict } from '../domain/error-settings.js';
import { redactText } from '../domain/redact.js';
import { isSeverity } from '../domain/severity.js';
import { classifyError, usualSeverity } from './classify-error.js';
import { redactContext } from './redact-context.js';

/** A component and an operation are names; what is longer is cut. */
const LONGEST_NAME = 100;
const MOST_CAUSES = 5;

/** Most names are, and hide nothing. */
const CLASS_NAME = /^[A-Za-z][A-Za-z0-9]{0,59}$/;

/** What stands in a key for what was not said. */
const UNSAID = '-';

/** All of a captured error but its id, its time and its stack. */
export type UnderstoodError = Omit<CapturedError, 'id' | 'at' | 'stack'>;

/**
 * Makes of anything that was thrown, and of what is said of it, an error that can be kept, counted and told.
 *
 * @param onTrouble told when a rule throws
 */
export function understandError(
  thrown: unknown,
  about: ErrorAbout | undefined,
  rules: readonly ErrorRule[],
  onTrouble: (rule: ErrorRule, error: unknown) => void,
): UnderstoodError {
  const said = readAbout(about);
  const verdict = judge(thrown, said, rules, onTrouble);
  const [own, ...causes] = errorFacts(thrown);
  const category = said.category ?? verdict.category ?? classifyError([own, ...causes]);
  const severity = said.severity ?? verdict.severity ?? usualSeverity(category);
  const { component, operation } = said;
  return {
    category,
    severity,
    ...causeOf(own),
    ...(component === undefined ? {} : { component }),
    ...(operation === undefined ? {} : { operation }),
    context: redactContext(said.context),
    aggregateKey: [category, component, operation].map(keyPart).join(':'),
    causes: causes.slice(0, MOST_CAUSES).map(causeOf),
  };
}

/** What is of the wrong kind, or cannot be read, counts as not said. */
function readAbout(about: ErrorAbout | undefined): ErrorAbout {
  const category = readProperty(about, 'category');
  const severity = readProperty(about, 'severity');
  const context = readProperty(about, 'context');
  return {
    category: isErrorCategory(category) ? category : undefined,
    severity: isSeverity(severity) ? severity : undefined,
    component: nameOf(readProperty(about, 'component')),
    operation: nameOf(readProperty(about, 'operation')),
    context: typeof context === 'object' && context !== null ? context : undefined,
  };
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'string' ? cleanLine(value, LONGEST_NAME) : '';
  return name === '' ? undefined : name;
}

function keyPart(part: string | undefined): string {
  return part === undefined ? UNSAID : part.replaceAll(':', '_');
}

/** What the first rule says that says something. */
function judge(
  thrown: unknown,
  about: ErrorAbout,
  rules: readonly ErrorRule[],
  onTrouble: (rule: ErrorRule, error: unknown) => void,
): ErrorVerdict {
  for (const rule of rules) {
    try {
      const verdict: unknown = rule(thrown, about);
      const category = readProperty(verdict, 'category');
      const severity = readProperty(verdict, 'severity');
      const said = {
        category: isErrorCategory(category) ? category : undefined,
        severity: isSeverity(severity) ? severity : undefined,
      };
      if (said.category !== undefined || said.severity !== undefined) return said;
      // One that answers later has answered too late; that it fails must not end the process.
      if (verdict instanceof Promise) verdict.catch((error: unknown) => onTrouble(rule, error));
    } catch (error) {
      onTrouble(rule, error);
    }
  }
  return {};
}

function causeOf({ name, message, code }: ErrorFacts): ErrorCause {
  return {
    name: CLASS_NAME.test(name) ? name : cleanLine(redactText(name), LONGEST_NAME),
    message: redactText(message),
    // A code is a word; what is none may be anything.
    ...(code !== undefined && /^[\w.:-]{1,64}$/.test(code) ? { code } : {}),
  };
}
