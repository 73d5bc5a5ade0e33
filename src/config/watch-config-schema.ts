import { z } from 'zod';
import type { Alert } from '../domain/alert.js';
import type { Channel } from '../domain/channel.js';
import type { Check } from '../domain/check.js';
import { didYouMean } from '../domain/closest-name.js';
import { durationMs } from '../domain/duration.js';
import { isTimeZone, TIME_OF_DAY, WEEKDAYS } from '../domain/maintenance.js';
import type { PlainMatch } from '../domain/matcher.js';
import type { GroupField } from '../domain/monitor-config.js';
import type { Notification } from '../domain/notification.js';
import { isSeverity, SEVERITIES, type Severity } from '../domain/severity.js';
import { describeType, describeValue } from './describe-value.js';
import { errorsSchema } from './errors-schema.js';
import { httpSchema } from './http-schema.js';
import { complainAboutJournal, isJournal } from './is-journal.js';
import { anyOf, FALSE, type JsonForm, orVariables, REGEX, TEXT_OR_REGEX } from './json-form.js';
import {
  byName,
  duration,
  either,
  expected,
  flag,
  listOf,
  oneOrMore,
  orShort,
  positiveDuration,
  positiveDurationForm,
  positiveInteger,
  SEVERITY,
  settings,
  severity,
  text,
  value,
} from './schema-parts.js';

const DAY = 86_400_000;

const GROUP_FIELDS = ['key', 'category', 'severity', 'service', 'source', 'title'] as const;

const check = value(
  asFunction<Check>,
  (given) => `expected a function, found ${describeValue(given)}${checkRemedy(given)}`,
);

const maintenanceWindow = settings(
  {
    days: listOf(
      value(
        (given) => WEEKDAYS.find((day) => day === given),
        expected(`one of ${WEEKDAYS.join(', ')}`),
        orVariables({ enum: WEEKDAYS }),
      ),
      'a list of days',
      'leave it out for every day',
    ).optional(),
    start: value(
      (given) => (typeof given === 'string' && TIME_OF_DAY.test(given) ? given : undefined),
      expected("a time of day such as '02:30'"),
      orVariables({ type: 'string', pattern: TIME_OF_DAY.source }),
    ),
    duration: value(
      (given) => {
        const ms = durationMs(given);
        return ms !== undefined && ms > 0 && ms < DAY ? ms : undefined;
      },
      expected("a duration above 0 and below a day, such as '2h'"),
      positiveDurationForm({ exclusiveMaximum: DAY }),
    ),
    timeZone: value(
      (given) => (typeof given === 'string' && isTimeZone(given) ? given : undefined),
      expected("an IANA time zone such as 'Europe/Berlin'"),
      { type: 'string' },
    ).optional(),
    reason: text.optional(),
  },
  expected("a maintenance window such as { days: ['sun'], start: '02:30', duration: '2h' }"),
);

/** One service as `services` and `register` take it: a check alone or with settings. */
export const serviceSchema = orShort(
  settings(
    {
      check,
      every: positiveDuration.optional(),
      timeout: positiveDuration.optional(),
      failureThreshold: positiveInteger.optional(),
      recoveryThreshold: positiveInteger.optional(),
      slowAfter: positiveDuration.optional(),
      dependsOn: z
        .array(text, { error: (issue) => expected('a list of service names')(issue.input) })
        .optional(),
      maintenance: oneOrMore(maintenanceWindow).optional(),
      labels: byName(
        value((given) => (typeof given === 'string' ? given : undefined), expected('a text'), {
          type: 'string',
        }),
        expected('texts by label name'),
      ).optional(),
    },
    complainAboutService,
  ),
  (given) => (typeof given === 'function' ? { check: given } : given),
  // zod would wait for it.
  (given) => (given instanceof Promise ? complainAboutService(given) : undefined),
);

const textMatch = orNot<PlainMatch>(
  (given) => (typeof given === 'string' || given instanceof RegExp ? given : undefined),
  'a text or a regular expression',
  TEXT_OR_REGEX,
);

const severityMatch = orNot<Severity | RegExp>(
  (given) => (isSeverity(given) || given instanceof RegExp ? given : undefined),
  `one of ${SEVERITIES.join(', ')} or a regular expression`,
  anyOf([SEVERITY, REGEX]),
);

const match = either(
  asFunction<(notification: Notification) => boolean>,
  settings(
    {
      service: textMatch.optional(),
      category: textMatch.optional(),
      title: textMatch.optional(),
      key: textMatch.optional(),
      severity: severityMatch.optional(),
      labels: byName(textMatch, expected('texts or regular expressions by label name')).optional(),
    },
    expected("a matcher such as { category: 'database' } or a function"),
  ),
);

/** One channel as `channels` takes it: alone or with settings. */
const channelSchema = orShort(
  settings(
    {
      channel: value((given) => (isChannel(given) ? given : undefined), complainAboutChannel),
      enabled: flag.optional(),
      minSeverity: severity.optional(),
      categories: listOf(text, 'a list of categories', 'leave it out to accept all').optional(),
      match: match.optional(),
      timeout: positiveDuration.optional(),
      maxAttempts: positiveInteger.optional(),
      maxAge: positiveDuration.optional(),
    },
    complainAboutChannel,
  ),
  (given) => (isChannel(given) ? { channel: given } : given),
  (given) => {
    if (!isRecord(given) || isChannel(given) || isRecord(given.channel)) return undefined;
    if (given instanceof Promise || typeof given.send === 'function') return complainAboutChannel(given);
    return typeof given.type === 'string'
      ? '{ type: … } is for configuration files; in a program use a channel such as slackChannel({ webhookUrl })'
      : undefined;
  },
);

const throttle = either(
  asFalse,
  settings(
    {
      limit: positiveInteger.optional(),
      window: positiveDuration.optional(),
      exempt: z
        .array(severity, { error: (issue) => expected('a list of severities')(issue.input) })
        .optional(),
    },
    expected('{ limit, window, exempt } or false'),
  ),
  FALSE,
);

const group = either(
  asFalse,
  settings(
    {
      by: either(
        asFunction<(alert: Alert) => string>,
        listOf(
          value(
            (given) => (isGroupField(given) ? given : undefined),
            complainAboutGroupField,
            orVariables({ anyOf: [{ enum: GROUP_FIELDS }, { type: 'string', pattern: '^labels\\..' }] }),
          ),
          'a list of fields or a function',
          "leave it out to group by 'key'",
        ),
      ).optional(),
      wait: duration.optional(),
      window: positiveDuration.optional(),
      summarizeAfter: positiveInteger.optional(),
    },
    expected('{ by, wait, window, summarizeAfter } or false'),
  ),
  FALSE,
);

/** What `createMonitor` is given. What its parts say of each other is in `crossIssues`. */
export const watchConfigSchema = settings(
  {
    services: byName(serviceSchema, expected('services by name')).optional(),
    channels: byName(channelSchema, expected('channels by name')).optional(),
    alerts: settings(
      {
        minSeverity: severity.optional(),
        throttle: throttle.optional(),
        group: group.optional(),
        remindEvery: either(asFalse, positiveDuration, FALSE).optional(),
        flapping: flag.optional(),
        fallback: listOf(text, 'a list of channel names', 'leave it out for the console').optional(),
      },
      expected('settings'),
    ).optional(),
    defaults: settings(
      {
        every: positiveDuration.optional(),
        timeout: positiveDuration.optional(),
        failureThreshold: positiveInteger.optional(),
        recoveryThreshold: positiveInteger.optional(),
        slowAfter: positiveDuration.optional(),
        concurrency: positiveInteger.optional(),
      },
      expected('settings'),
    ).optional(),
    errors: errorsSchema.optional(),
    http: httpSchema.optional(),
    journal: value((given) => (isJournal(given) ? given : undefined), complainAboutJournal).optional(),
  },
  expected('a configuration object'),
);

export type ParsedConfig = z.output<typeof watchConfigSchema>;

export type ParsedService = z.output<typeof serviceSchema>;

function asFunction<F extends (...args: never[]) => unknown>(given: unknown): F | undefined {
  return isFunction<F>(given) ? given : undefined;
}

/** What a function takes and gives back cannot be seen from outside; its name in the configuration is all there is. */
function isFunction<F extends (...args: never[]) => unknown>(given: unknown): given is F {
  return typeof given === 'function';
}

/** What `read` understands, or `{ not: … }` with it. */
function orNot<Plain>(read: (given: unknown) => Plain | undefined, what: string, form: JsonForm) {
  return either(
    read,
    settings({ not: value(read, expected(what), form) }, expected(`${what}, or { not: … }`)),
    form,
  );
}

function asFalse(given: unknown): false | undefined {
  return given === false ? false : undefined;
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null;
}

function isChannel(given: unknown): given is Channel {
  return (
    isRecord(given) && typeof given.send === 'function' && typeof given.kind === 'string' && given.kind !== ''
  );
}

function isGroupField(given: unknown): given is GroupField {
  return (
    typeof given === 'string' && (GROUP_FIELDS.some((field) => field === given) || /^labels\../.test(given))
  );
}

function complainAboutGroupField(given: unknown): string {
  return `expected one of ${GROUP_FIELDS.join(', ')} or labels.<name>, found ${describeValue(given)}${
    typeof given === 'string' ? didYouMean(given, GROUP_FIELDS) : ''
  }`;
}

/** A text in a channel's place is often its webhook URL, so it is not quoted. */
function complainAboutChannel(given: unknown): string {
  const found = `expected a channel, found ${describeType(given)}`;
  if (typeof given === 'function') return `${found}; call it, as in slackChannel({ webhookUrl })`;
  if (given instanceof Promise) return `${found}; await it first`;
  if (isRecord(given) && typeof given.send === 'function')
    return `${found} without a kind; add one, such as kind: 'pager'`;
  return `${found}; use one such as slackChannel({ webhookUrl })`;
}

function complainAboutService(given: unknown): string {
  return `expected a check function or { check, … }, found ${describeValue(given)}${checkRemedy(given)}`;
}

function checkRemedy(given: unknown): string {
  if (typeof given === 'string') return '; use httpCheck(url)';
  if (given instanceof Promise || typeof given === 'boolean')
    return '; give the function itself, not its result';
  if (isRecord(given) && typeof given.type === 'string') {
    return '; { type: … } is for configuration files, in a program use httpCheck(url), memoryCheck() and the like';
  }
  return '; use httpCheck(url) or a function of your own';
}
