import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { TimerQueue } from '../../src/domain/timer-queue.js';

type Command =
  | { readonly do: 'add'; readonly due: number }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'take'; readonly time: number };

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add'), due: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel'), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take'), time: fc.integer({ min: 0, max: 30 }) }) },
);

describe('a timer queue', () => {
  test('gives tasks by due time, and those due at once in the order of adding', () => {
    const queue = new TimerQueue();
    const ran: string[] = [];
    for (const [due, name] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [1, 'b'],
    ] as const)
      queue.add(due, () => ran.push(name));
    expect(queue.nextDue()).toBe(1);
    expect(queue.takeDue(0)).toBeUndefined();
    for (let task = queue.takeDue(5); task !== undefined; task = queue.takeDue(5)) task.run();
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
    expect([queue.size, queue.nextDue()]).toEqual([0, undefined]);
  });

  test('ignores a handle that ran, was cancelled before, or never was', () => {
    const queue = new TimerQueue();
    const ran = queue.add(1, () => {});
    const twice = queue.add(2, () => {});
    queue.add(3, () => {});
    queue.takeDue(1);
    queue.cancel(ran);
    queue.cancel(twice);
    queue.cancel(twice);
    queue.cancel(undefined);
    expect([queue.size, queue.nextDue()]).toEqual([1, 3]);
  });

  test('lets go of what was cancelled without waiting for its turn', () => {
    const queue = new TimerQueue();
    queue.add(1_000_000, () => {});
    for (let i = 0; i < 10_000; i++) queue.cancel(queue.add(1_000_000 + i, () => {}));
    expect(queue.size).toBe(1);
    expect(queue.nextDue()).toBe(1_000_000);
  });

  property.prop([fc.array(anyCommand, { maxLength: 400 })], { numRuns: 200 })(
    'agrees with a sorted list under any adding, cancelling and taking',
    (commands) => {
      const queue = new TimerQueue();
      const handles: unknown[] = [];
      let model: { due: number; id: number }[] = [];
      let taken: number | undefined;
      for (const command of commands) {
        if (command.do === 'add') {
          const id = handles.length;
          handles.push(
            queue.add(command.due, () => {
              taken = id;
            }),
          );
          model.push({ due: command.due, id });
          model.sort((a, b) => a.due - b.due || a.id - b.id);
        } else if (command.do === 'cancel') {
          const id = command.which % Math.max(1, handles.length);
          queue.cancel(handles[id]);
          model = model.filter((task) => task.id !== id);
        } else {
          taken = undefined;
          queue.takeDue(command.time)?.run();
          const [first] = model;
          const expected = first !== undefined && first.due <= command.time ? model.shift() : undefined;
          expect(taken).toBe(expected?.id);
        }
        expect(queue.size).toBe(model.length);
        expect(queue.nextDue()).toBe(model[0]?.due);
      }
    },
  );
});
