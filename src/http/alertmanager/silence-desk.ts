import { filter, firstValueFrom } from 'rxjs';
import type { Clock } from '../../domain/clock.js';
import { type AlertMatch, matchToJson } from '../../domain/matcher.js';
import type { Monitor } from '../../domain/monitor.js';
import type { Silence } from '../../domain/silence.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { BadRequest } from './bad-request.js';
import type { PostedSilence } from './posted-silence.js';
import { areSame, matchersOf, matchOf } from './silence-matchers.js';

/** Makes, changes and ends silences as Alertmanager does; each is durable when a promise of these resolves. */
export class SilenceDesk {
  readonly #monitor: Monitor;
  readonly #clock: Clock;

  constructor(monitor: Monitor, clock: Clock) {
    this.#monitor = monitor;
    this.#clock = clock;
  }

  /** That silence, whatever its state. Throws `ERR_UNKNOWN_SILENCE`. */
  get(id: string): Silence {
    const silence = this.#monitor.silences.list().find((known) => known.id === id);
    if (silence !== undefined) return silence;
    throw new TocsinError('ERR_UNKNOWN_SILENCE', `there is no silence '${id}'`);
  }

  /**
   * Makes a silence, or changes the one whose id was posted. What would rewrite history, such as other matchers, ends
   * that one and makes another.
   *
   * @returns the id of the silence that holds now
   */
  async post(posted: PostedSilence): Promise<string> {
    const { silences } = this.#monitor;
    const now = this.#clock.now();
    if (posted.until <= now) throw new BadRequest('endsAt: a silence cannot end in the past');
    const former = posted.id === '' ? undefined : this.get(posted.id);
    const match = matchFor(posted, former);
    const { until, by, reason } = posted;
    const silence = { match, until, by, ...(reason === '' ? {} : { reason }) };
    const from = former === undefined ? undefined : keptBeginning(former, posted, match, now);
    if (former !== undefined && from !== undefined) {
      silences.update(former.id, { ...silence, from });
      await this.#recorded('silence.created', former.id);
      return former.id;
    }
    const { id } = silences.add({ ...silence, from: Math.max(posted.from ?? now, now) });
    // Only now, so that what both hold back is not told in between.
    if (former !== undefined && former.status !== 'ended') silences.remove(former.id);
    await this.#recorded('silence.created', id);
    return id;
  }

  /** Ends a silence; one that is over stays as it is. */
  async expire(id: string): Promise<void> {
    if (this.get(id).status === 'ended') return;
    this.#monitor.silences.remove(id);
    await this.#recorded('silence.ended', id);
  }

  /** Resolves when that is published, and with that durable, or when the monitor stops. */
  async #recorded(type: 'silence.created' | 'silence.ended', id: string): Promise<void> {
    const found = this.#monitor.events$.pipe(filter((event) => event.type === type && event.subject === id));
    await firstValueFrom(found, { defaultValue: undefined });
  }
}

/** What a silence is to match; of one that is changed in other respects only, exactly what it matched. */
function matchFor({ matchers }: PostedSilence, former: Silence | undefined): AlertMatch {
  const unchanged = former !== undefined && areSame(matchers, matchersOf(former.match));
  return unchanged ? former.match : matchOf(matchers);
}

/** When a silence began that can be changed as it is posted; `undefined` if another one has to be made. */
function keptBeginning(
  former: Silence,
  { from }: PostedSilence,
  match: AlertMatch,
  now: number,
): number | undefined {
  if (
    former.maintenance !== undefined ||
    JSON.stringify(matchToJson(match)) !== JSON.stringify(matchToJson(former.match))
  )
    return undefined;
  switch (former.status) {
    case 'active':
      // Clients may know its beginning to the second only.
      return from === undefined || Math.trunc(from / 1_000) === Math.trunc(former.from / 1_000)
        ? former.from
        : undefined;
    case 'pending':
      return from === undefined || from < now ? undefined : from;
    case 'ended':
      return undefined;
  }
}
