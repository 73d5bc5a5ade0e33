import { cleanLine } from '../domain/clean-text.js';
import { didYouMean } from '../domain/closest-name.js';
import { formatDuration } from '../domain/duration.js';
import type { EventType, RecordedEvent } from '../domain/events.js';
import { formatTime } from '../domain/format-alert.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';
import type { Paint } from './paint.js';
import { ReplayFocus } from './replay-focus.js';
import { REMEMBERED_TYPES, ReplayMemory } from './replay-memory.js';
import { ReplayStory } from './replay-story.js';
import { ReplayTotals } from './replay-totals.js';
import { StoryPage } from './story-page.js';

/** So many open incidents are listed. */
const MOST_LISTED = 20;

/** What a replay is to tell. */
export interface ReplayOptions {
  /** Where the span begins, epoch milliseconds. */
  readonly from: number;
  /** Where it ends; what happens at that very time is no part of it. */
  readonly to: number;
  /** Only what concerns this service. */
  readonly service?: string | undefined;
  /** Whether each check is told, too. */
  readonly all?: boolean | undefined;
}

/**
 * Tells what a journal holds of a span, for people: lines by day and time, totals at the end; times are in UTC. It goes
 * through the journal once and holds in memory what there is of services, open incidents and silences.
 *
 * @throws {@link TocsinError} `ERR_USAGE` if the journal does not know the service
 */
export async function* replay(
  journal: Journal,
  { from, to, service, all = false }: ReplayOptions,
  paint: Paint,
): AsyncGenerator<string> {
  if (service !== undefined) await mustKnow(service, journal, to);
  const focus = service === undefined ? undefined : new ReplayFocus(service);
  const concerns = (event: RecordedEvent): boolean => focus?.concerns(event) ?? true;
  const memory = new ReplayMemory();
  for await (const event of journal.read({ to: from, types: REMEMBERED_TYPES })) {
    // The focus learns which silences it has to do with.
    concerns(event);
    memory.recall(event);
  }
  yield `${formatTime(from)} to ${formatTime(to)} UTC${service === undefined ? '' : `, ${cleanLine(service)}`}`;
  yield '';
  const story = new ReplayStory(memory, paint, all);
  const page = new StoryPage(paint);
  const totals = new ReplayTotals();
  for await (const event of journal.read({ from, to })) {
    if (concerns(event)) {
      for (const entry of story.hear(event)) yield* page.add(entry);
      totals.add(event);
    }
    memory.apply(event);
  }
  for (const entry of story.end()) yield* page.add(entry);
  yield* page.end();
  const sums = totals.lines();
  yield* sums.length === 0 ? ['Nothing was recorded in this span.'] : ['', 'Totals', ...sums];
  yield* firing(memory, focus, to);
}

/** The conditions that fire at the end of the span, the oldest first. */
function firing({ incidents }: ReplayMemory, focus: ReplayFocus | undefined, to: number): string[] {
  const open = [...incidents].filter(([key]) => focus?.owns(key) ?? true);
  if (open.length === 0) return [];
  const listed = open.slice(0, MOST_LISTED);
  const rows = listed.map(([key, at]) => `  ${cleanLine(key)}  for ${formatDuration(to - at)}`);
  const others = open.length - listed.length;
  return ['Firing at the end', ...rows, ...(others === 0 ? [] : [`  and ${others} more`])];
}

/** Looks for a service first where that is quick. */
async function mustKnow(service: string, journal: Journal, to: number): Promise<void> {
  const known = new Set<string>();
  const places: readonly (readonly EventType[])[] = [
    ['service.registered', 'status.changed'],
    ['check.completed'],
  ];
  for (const types of places) {
    for await (const { subject } of journal.read({ to, types })) {
      if (subject === service) return;
      known.add(subject);
    }
  }
  const names = [...known];
  const remedy =
    names.length === 0 ? '; it knows none' : `; it knows ${names.slice(0, MOST_LISTED).join(', ')}`;
  throw new TocsinError(
    'ERR_USAGE',
    `the journal knows no service ${service}${didYouMean(service, names) || remedy}\nSee tocsin replay --help`,
  );
}
