import { formatTime } from '../domain/format-alert.js';
import type { Paint } from './paint.js';

/** One thing that a story tells. */
export interface StoryEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/**
 * Lays a story out: a heading for each day, the time of day once for all of a second, and what is told again and again
 * with nothing in between on one line with its count. Holds one entry at a time.
 */
export class StoryPage {
  readonly #paint: Paint;
  #day = '';
  #time = '';
  #last: { readonly entry: StoryEntry; times: number; until: number } | undefined;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  /** The lines that are finished by this entry. */
  add(entry: StoryEntry): string[] {
    const last = this.#last;
    if (last !== undefined && last.entry.text === entry.text && dayOf(last.entry.at) === dayOf(entry.at)) {
      last.times++;
      last.until = entry.at;
      return [];
    }
    const lines = this.end();
    this.#last = { entry, times: 1, until: entry.at };
    return lines;
  }

  /** The lines that are left. */
  end(): string[] {
    const last = this.#last;
    if (last === undefined) return [];
    const { entry } = last;
    this.#last = undefined;
    const lines: string[] = [];
    const day = dayOf(entry.at);
    const time = timeOf(entry.at);
    if (day !== this.#day) lines.push(...(this.#day === '' ? [] : ['']), day);
    const shown = day === this.#day && time === this.#time ? ' '.repeat(time.length) : time;
    this.#day = day;
    this.#time = time;
    const until = timeOf(last.until) === time ? '' : ` until ${timeOf(last.until)}`;
    const again = last.times === 1 ? '' : this.#paint('dim', ` (${last.times} times${until})`);
    lines.push(`  ${this.#paint('dim', shown)}  ${entry.text}${again}`);
    return lines;
  }
}

function dayOf(at: number): string {
  return formatTime(at).slice(0, 10);
}

function timeOf(at: number): string {
  return formatTime(at).slice(11);
}
