const SECONDS = /^\d+(\.\d+)?$/;
/** An HTTP date begins with the day of the week; `Date.parse` alone would take many things for a date. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * The milliseconds that a `Retry-After` header asks for; `undefined` if there is none or it means nothing. A date is
 * measured from the answer's own `Date` header, so that the clocks of the two sides need not agree.
 *
 * @param now used where the answer carries no date, epoch milliseconds
 */
export function retryAfterMs(
  retryAfter: string | undefined,
  date: string | undefined,
  now: number | undefined,
): number | undefined {
  const text = retryAfter?.trim() ?? '';
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1_000);
  const due = parseDate(text);
  const sent = parseDate(date?.trim() ?? '') ?? now;
  return due === undefined || sent === undefined ? undefined : Math.max(0, due - sent);
}

function parseDate(text: string): number | undefined {
  const time = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
