import type { OperatorFunction } from 'rxjs';
import type { Clock } from '../../src/domain/clock.js';
import type { PipelineInput, PipelineItem } from '../../src/pipeline/item.js';
import { KeptStages, type StageMemory } from '../../src/pipeline/stage-memory.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { play, type TimedInput } from '../support/timeline.js';

/** Makes a stage, or several, for one life. */
export type Stages = (clock: Clock, memory: StageMemory) => OperatorFunction<PipelineInput, PipelineItem>;

/** What happens until one pipeline ends, in seconds, or is to end. */
export type LifePlan = readonly [stages: Stages, inputs: readonly TimedInput[], endSeconds: number];

/** Plays one pipeline after the other, each from what the one before saved; the times go on. */
export async function playLives(...lives: readonly LifePlan[]): Promise<string[]> {
  const lines: string[] = [];
  let saved: Record<string, unknown> = {};
  let now = 0;
  for (const [stages, inputs, end] of lives) {
    const clock = new VirtualClock(now * 1000);
    const memory = new KeptStages(saved);
    clock.setTimeout(
      () => {
        saved = JSON.parse(JSON.stringify(memory.save()));
      },
      (end - now) * 1000,
    );
    const later = inputs.map(([at, input]): TimedInput => [at - now, input]);
    lines.push(...(await play(clock, stages(clock, memory), later, end - now)));
    now = end;
  }
  return lines;
}
