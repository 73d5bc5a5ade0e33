import { z } from 'zod';
import { BadRequest } from './bad-request.js';
import type { LabelMatcher } from './label-matcher.js';
import { readTime } from './read-time.js';

/** A silence as a client posts it, checked. */
export interface PostedSilence {
  /** Of the silence that it changes; empty for a new one. */
  readonly id: string;
  readonly matchers: readonly LabelMatcher[];
  /** Epoch milliseconds; `undefined`: at once. */
  readonly from: number | undefined;
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** More than anybody writes. */
const MOST_MATCHERS = 64;
const LONGEST_TEXT = 10_000;
/** Who has no name. */
const SOMEBODY = 'unknown';

const text = z.string().max(LONGEST_TEXT);

const time = z.unknown().transform((given, context) => {
  const at = readTime(given);
  if (!Number.isNaN(at)) return at;
  context.addIssue({ code: 'custom', message: 'expected a time such as 2026-03-01T12:00:00Z' });
  return z.NEVER;
});

const schema = z.object({
  id: text.nullish(),
  matchers: z
    .array(
      z.object({
        name: text.min(1),
        value: text,
        isRegex: z.boolean().nullish(),
        isEqual: z.boolean().nullish(),
      }),
    )
    .min(1)
    .max(MOST_MATCHERS),
  startsAt: time.optional(),
  endsAt: time.optional(),
  createdBy: text.nullish(),
  comment: text.nullish(),
});

/**
 * Reads the body of a `POST /silences`.
 *
 * @throws {@link BadRequest} naming all that is wrong
 */
export function readPostedSilence(body: string): PostedSilence {
  const { data, error } = schema.safeParse(parse(body));
  if (error !== undefined) {
    throw new BadRequest(
      error.issues.map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`).join('\n'),
    );
  }
  const { id, matchers, startsAt, endsAt, createdBy, comment } = data;
  if (endsAt === undefined) throw new BadRequest('endsAt: expected a time such as 2026-03-01T12:00:00Z');
  if (startsAt !== undefined && startsAt >= endsAt) {
    throw new BadRequest('endsAt: a silence has to end after it starts');
  }
  const by = createdBy?.trim() ?? '';
  return {
    id: id ?? '',
    matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
      name,
      value,
      isRegex: isRegex ?? false,
      isEqual: isEqual ?? true,
    })),
    from: startsAt,
    until: endsAt,
    by: by === '' ? SOMEBODY : by,
    reason: comment ?? '',
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest('expected a silence, found no JSON');
  }
}
