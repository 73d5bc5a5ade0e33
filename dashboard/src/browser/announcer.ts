import { signal } from '@preact/signals';
import { announcement, type SeenChange } from '../text/announcement.js';

/** Changes are told together, and not more often than this, or nobody could listen to anything else. */
const PAUSE = 4_000;
const GATHER = 800;

const told = signal('');
let waiting: SeenChange[] = [];
let scheduled = false;
let lastTold = 0;

/** What a screen reader is to say. */
export const spoken = {
  get value(): string {
    return told.value;
  },
};

/** Tells of changes of status, politely. */
export function announceChanges(changes: readonly SeenChange[]): void {
  if (changes.length === 0) return;
  waiting.push(...changes);
  if (scheduled) return;
  scheduled = true;
  setTimeout(
    () => {
      scheduled = false;
      lastTold = Date.now();
      const text = announcement(waiting);
      waiting = [];
      if (text !== '') told.value = text;
    },
    Math.max(GATHER, lastTold + PAUSE - Date.now()),
  );
}
