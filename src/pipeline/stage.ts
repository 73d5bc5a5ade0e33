import { map, Observable, type OperatorFunction } from 'rxjs';
import { type AlertItem, asItem, type PipelineInput, type PipelineItem } from './item.js';

/** One run of a stage: its state lives in the closure that makes it. */
export interface StageRun {
  /** Takes one item and emits what follows from it, at once or later. */
  next(item: PipelineItem): void;
  /** The source ended: tell what is still owed. */
  complete?(): void;
  /** Nobody listens any more: forget timers. */
  stop?(): void;
}

/** A stage of the pipeline as an RxJS operator. `start` is called once a subscription, so no state is shared. */
export function stage(
  start: (emit: (item: PipelineItem) => void) => StageRun,
): OperatorFunction<PipelineInput, PipelineItem> {
  return (source) =>
    new Observable<PipelineItem>((subscriber) => {
      const run = start((item) => subscriber.next(item));
      subscriber.add(() => run.stop?.());
      subscriber.add(
        source.subscribe({
          next: (input) => {
            // A source that emits at once goes on until it returns, even when nobody listens any more.
            if (subscriber.closed) return;
            // Thrown into a subscriber, an error would surface outside of the stream and end the process.
            try {
              run.next(asItem(input));
            } catch (error) {
              subscriber.error(error);
            }
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            run.complete?.();
            subscriber.complete();
          },
        }),
      );
    });
}

/** A stage that gives one item for each. */
export function eachItem(
  give: (item: PipelineItem) => PipelineItem,
): OperatorFunction<PipelineInput, PipelineItem> {
  return map((input) => give(asItem(input)));
}

/** A stage that looks at alerts one by one and lets everything else pass. */
export function alertStage(
  judge: (item: AlertItem) => PipelineItem,
): OperatorFunction<PipelineInput, PipelineItem> {
  return eachItem((item) => (item.type === 'alert' ? judge(item) : item));
}

/** A stage that is switched off. */
export function passAll(): OperatorFunction<PipelineInput, PipelineItem> {
  return eachItem((item) => item);
}
