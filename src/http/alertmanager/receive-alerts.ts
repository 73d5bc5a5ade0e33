import { describeValue } from '../../config/describe-value.js';
import type { Clock } from '../../domain/clock.js';
import type { AlertIntake } from './alert-intake.js';
import { BadRequest } from './bad-request.js';
import type { AlertReader, PostedAlert } from './posted-alert.js';

/** So many alerts are taken in before the host gets a turn; Prometheus posts at most 64 at a time. */
const MOST_AT_ONCE = 250;
/** So many of the things that are wrong are told of. */
const MOST_TOLD = 20;

/** Where alerts come in. */
export interface AlertDoor {
  readonly reader: AlertReader;
  readonly intake: AlertIntake;
  readonly clock: Clock;
}

/**
 * Takes in the body of a `POST /alerts`. Resolves once all of it is safe. As in Alertmanager the alerts that are in
 * order are taken in even if others of the same body are not.
 *
 * @throws {@link BadRequest} naming what is wrong with the others, or with the body
 */
export async function receiveAlerts(body: string, { reader, intake, clock }: AlertDoor): Promise<void> {
  const given = parse(body);
  if (!Array.isArray(given)) throw new BadRequest(`expected a list of alerts, found ${describeValue(given)}`);
  if (!intake.isReady) await intake.ready();
  // Only so can JSON write half of a character, which no text in UTF-8 can hold.
  const repair = body.includes('\\ud') || body.includes('\\uD');
  const problems: string[] = [];
  const pending: Promise<unknown>[] = [];
  for (let from = 0; from < given.length; from += MOST_AT_ONCE) {
    if (from > 0) await clock.turn?.();
    const alerts: PostedAlert[] = [];
    for (let n = from; n < given.length && n < from + MOST_AT_ONCE; n++) {
      const alert = reader.read(given[n], repair);
      if (typeof alert === 'string') problems.push(`alerts[${n}]${alert}`);
      else alerts.push(alert);
    }
    pending.push(...intake.take(alerts));
  }
  if (pending.length > 0) await Promise.all(pending);
  if (problems.length === 0) return;
  const more = problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : [];
  throw new BadRequest([...problems.slice(0, MOST_TOLD), ...more].join('\n'));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest('expected a list of alerts, found no JSON');
  }
}
