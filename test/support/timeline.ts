import { type OperatorFunction, Subject } from 'rxjs';
import type { PipelineInput, PipelineItem } from '../../src/pipeline/item.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';

/** What goes into an operator, with its time in seconds. */
export type TimedInput = readonly [atSeconds: number, input: PipelineInput];

/**
 * Plays timed input into an operator and tells what came out, one line an item: `<seconds>s <what>`. An input and a
 * deadline at one instant come in this order. The stream is left open until `untilSeconds`, then unsubscribed.
 */
export async function play(
  clock: VirtualClock,
  operator: OperatorFunction<PipelineInput, PipelineItem>,
  inputs: readonly TimedInput[],
  untilSeconds: number,
): Promise<string[]> {
  const items: string[] = [];
  const source = new Subject<PipelineInput>();
  const subscription = source.pipe(operator).subscribe((item) => {
    items.push(`${clock.now() / 1000}s ${lineOf(item)}`);
  });
  for (const [at, input] of inputs) clock.setTimeout(() => source.next(input), at * 1000);
  await clock.advance(untilSeconds * 1000);
  subscription.unsubscribe();
  return items;
}

/** An item in one line: `a1 suppressed throttled`, `a1 notified`, `first 2/5 Title`. */
export function lineOf(item: PipelineItem): string {
  if (item.type === 'notification') {
    const { reason, count, total, title } = item.notification;
    return `${reason} ${count}/${total} ${title}`;
  }
  const { alert, suppressed, outcome } = item;
  if (suppressed !== undefined) return `${alert.id} suppressed ${suppressed}`;
  return `${alert.id} ${outcome ?? 'passed'}`;
}

/** Only the notifications among the lines. */
export function notificationsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => line.includes('/'));
}
