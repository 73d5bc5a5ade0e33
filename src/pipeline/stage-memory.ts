import type { z } from 'zod';
import { TocsinError } from '../domain/tocsin-error.js';

/**
 * Where the stages of one pipeline keep what they know, so that another pipeline can go on where this one was.
 *
 * A stage asks for what was saved under its name when it is subscribed to, and says then how to save it again.
 * A name stands for one stage: a memory serves one pipeline, not two.
 */
export interface StageMemory {
  /** What was saved under that name: plain JSON, or `undefined` if nothing was. A state is given out once only. */
  recall(stage: string): unknown;
  /** Registers how the stage saves its state: as plain JSON that shares nothing with it that changes. */
  keep(stage: string, save: () => object): void;
}

/**
 * A memory that is filled from what an earlier one saved.
 *
 * A stage that begins again after a fault begins empty, for what it was given may be what broke it. What no stage asked
 * for, since it is switched off by now, is forgotten.
 *
 * @example
 * const stages = new KeptStages();
 * alerts$.pipe(throttle({ limit: 10 }, clock, stages)).subscribe(tell);
 * const text = JSON.stringify(stages.save());
 * // and in the next life, at the same time of the clock or later
 * alerts$.pipe(throttle({ limit: 10 }, clock, new KeptStages(JSON.parse(text)))).subscribe(tell);
 */
export class KeptStages implements StageMemory {
  readonly #saved: Map<string, unknown>;
  readonly #kept = new Map<string, () => object>();

  /** @param saved what {@link KeptStages.save} gave, before or after a round through JSON; default nothing */
  constructor(saved: Readonly<Record<string, unknown>> = {}) {
    this.#saved = new Map(Object.entries(saved));
  }

  recall(stage: string): unknown {
    const state = this.#saved.get(stage);
    this.#saved.delete(stage);
    return state;
  }

  keep(stage: string, save: () => object): void {
    this.#kept.set(stage, save);
  }

  /** The state of every stage by its name, as it is now. */
  save(): Record<string, object> {
    return Object.fromEntries([...this.#kept].map(([stage, save]) => [stage, save()]));
  }
}

/**
 * What a stage saved, looked through; `undefined` if there is nothing.
 *
 * @throws {@link TocsinError} `ERR_SNAPSHOT` that names the stage and the place if it is not of that shape. The stage is
 * being subscribed to at that moment, so it reaches the subscriber as the stream's error, before any item.
 */
export function recalled<T>(
  memory: StageMemory | undefined,
  stage: string,
  schema: z.ZodType<T>,
): T | undefined {
  const state = memory?.recall(stage);
  if (state === undefined) return undefined;
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = [stage, ...(issue?.path ?? [])].join('.');
  throw new TocsinError(
    'ERR_SNAPSHOT',
    `the saved state of the pipeline does not fit at ${place}: ${issue?.message ?? 'unknown'}; go on without it`,
    { cause: result.error },
  );
}
