import { ConfigError } from '../domain/config-error.js';
import { durationMs } from '../domain/duration.js';
import { isNot, isSeverityMatch, isTextMatch, matchToJson } from '../domain/matcher.js';
import { SEVERITIES } from '../domain/severity.js';
import type { SilenceInput, SilenceRecord } from '../domain/silence.js';

const MATCH_FIELDS: ReadonlySet<string> = new Set([
  'service',
  'category',
  'title',
  'key',
  'severity',
  'labels',
]);

const TEXT_MATCH = 'expected a string, a RegExp, or { not: … } with one of these';

/**
 * Makes a silence from what somebody asked for.
 *
 * @throws {@link ConfigError} with everything that is wrong with it
 */
export function createSilence(input: SilenceInput, id: string, now: number): SilenceRecord {
  const issues = [...matchIssues(input.match), ...timeIssues(input, now)];
  if (typeof input.by !== 'string' || input.by.trim() === '') {
    issues.push({ path: 'by', message: 'say who asks for the silence, such as a name' });
  }
  if (input.reason !== undefined && typeof input.reason !== 'string') {
    issues.push({ path: 'reason', message: 'expected a text' });
  }
  if (issues.length > 0) throw new ConfigError(issues);
  const from = input.from ?? now;
  const { by, reason } = input;
  const record = { id, match: matchToJson(input.match), from, until: endOf(input, from) ?? from, by };
  return reason === undefined ? record : { ...record, reason };
}

type Issue = { path: string; message: string };

function matchIssues(match: unknown): Issue[] {
  if (typeof match !== 'object' || match === null || !Object.values(match).some(isAsked)) {
    return [
      { path: 'match', message: 'say at least one field to match; to mute everything match key with /.*/' },
    ];
  }
  const issues: Issue[] = [];
  for (const [field, wanted] of Object.entries(match)) {
    const path = `match.${field}`;
    if (!MATCH_FIELDS.has(field)) {
      issues.push({ path, message: `no such field; use ${[...MATCH_FIELDS].join(', ')}` });
    } else if (wanted === undefined) {
      // As if it were left out.
    } else if (field === 'labels') {
      issues.push(...labelIssues(wanted));
    } else if (!isTextMatch(wanted)) {
      issues.push({ path, message: TEXT_MATCH });
    } else if (field === 'severity' && !isSeverityMatch(wanted)) {
      const severity = isNot(wanted) ? wanted.not : wanted;
      issues.push({
        path,
        message: `${JSON.stringify(severity)} is no severity; use one of ${SEVERITIES.join(', ')}`,
      });
    }
  }
  return issues;
}

/** Whether a field asks for anything; labels without one would match every alert. */
function isAsked(wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || isTextMatch(wanted)) return wanted !== undefined;
  return Object.values(wanted).some((one) => one !== undefined);
}

function labelIssues(labels: unknown): Issue[] {
  if (typeof labels !== 'object' || labels === null) {
    return [{ path: 'match.labels', message: 'expected an object of strings, RegExps or { not: … }' }];
  }
  // The journal could not give such a label back, and the silence would hold back more than was asked for.
  const named = Object.hasOwn(labels, '__proto__')
    ? [{ path: 'match.labels.__proto__', message: 'cannot be the name of a label' }]
    : [];
  return [
    ...named,
    ...Object.entries(labels)
      .filter(([, wanted]) => wanted !== undefined && !isTextMatch(wanted))
      .map(([name]) => ({ path: `match.labels.${name}`, message: TEXT_MATCH })),
  ];
}

function timeIssues(input: SilenceInput, now: number): Issue[] {
  const { from = now, until } = input;
  if (!Number.isFinite(from)) return [{ path: 'from', message: 'expected epoch milliseconds' }];
  if ((input.for === undefined) === (until === undefined)) {
    return [
      { path: 'for', message: "say how long: either for, such as '2h', or until, in epoch milliseconds" },
    ];
  }
  const end = endOf(input, from);
  const path = until === undefined ? 'for' : 'until';
  if (end === undefined)
    return [{ path, message: `${String(input.for ?? until)} is no ${path === 'for' ? 'duration' : 'time'}` }];
  if (end <= from || end <= now) return [{ path, message: 'the silence would be over before it begins' }];
  return [];
}

function endOf({ for: span, until }: SilenceInput, from: number): number | undefined {
  if (until !== undefined) return Number.isFinite(until) ? until : undefined;
  const ms = durationMs(span);
  return ms === undefined ? undefined : from + ms;
}
