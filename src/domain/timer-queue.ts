import type { TimerHandle } from './clock.js';

/** A task and when it is due. */
export interface TimerTask {
  readonly due: number;
  readonly rank: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Tasks ordered by due time, then by rank, then by when they were added: the heart of every clock that steps from task to task.
 * A binary heap; adding and taking cost O(log n), cancelling O(1) (the task is skipped when its turn comes, and all
 * cancelled ones are swept out once they are the majority).
 */
export class TimerQueue {
  #heap: TimerTask[] = [];
  #order = 0;
  #cancelled = 0;

  /** How many tasks are waiting. */
  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** @param rank of what is due at the same time the lowest comes first */
  add(due: number, run: () => void, rank = 0): TimerHandle {
    const task: TimerTask = { due, rank, order: this.#order++, run, cancelled: false };
    this.#heap.push(task);
    this.#up(this.#heap.length - 1);
    return task;
  }

  cancel(handle: TimerHandle): void {
    const task = handle as TimerTask | undefined;
    if (task === undefined || task.cancelled) return;
    task.cancelled = true;
    this.#cancelled++;
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** When the next task is due; `undefined` if none waits. */
  nextDue(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.due;
  }

  /** Takes the next task out if it is due by `time`. */
  takeDue(time: number): TimerTask | undefined {
    this.#dropCancelled();
    const first = this.#heap[0];
    if (first === undefined || first.due > time) return undefined;
    this.#removeFirst();
    // From here on a cancel must neither be counted nor matter.
    first.cancelled = true;
    return first;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled === true) {
      this.#removeFirst();
      this.#cancelled--;
    }
  }

  #sweep(): void {
    const live = this.#heap.filter((task) => !task.cancelled).sort((a, b) => (before(a, b) ? -1 : 1));
    this.#heap = live;
    this.#cancelled = 0;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (isBefore(heap, left, least)) least = left;
      if (isBefore(heap, right, least)) least = right;
      if (least === i) return;
      swap(heap, i, least);
      i = least;
    }
  }

  #up(from: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(this.#heap, i, parent)) return;
      swap(this.#heap, i, parent);
      i = parent;
    }
  }
}

function before(a: TimerTask, b: TimerTask): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.rank === b.rank ? a.order < b.order : a.rank < b.rank;
}

function isBefore(heap: readonly TimerTask[], i: number, j: number): boolean {
  const a = heap[i];
  const b = heap[j];
  return a !== undefined && b !== undefined && before(a, b);
}

function swap(heap: TimerTask[], i: number, j: number): void {
  const a = heap[i];
  const b = heap[j];
  if (a === undefined || b === undefined) return;
  heap[i] = b;
  heap[j] = a;
}
