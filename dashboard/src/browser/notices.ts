import { signal } from '@preact/signals';
import { failureText } from '../api/api-failure.js';

/** A word on how something went that somebody asked for. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

const MOST = 4;
/** What went well need not be read to the end; what failed stays until it is closed. */
const SHOWN_FOR = 6_000;

let nextId = 1;
const shown = signal<readonly Notice[]>([]);

/** What is shown now, newest last. */
export const notices = {
  get value(): readonly Notice[] {
    return shown.value;
  },
};

export function notify(text: string): void {
  const id = show('done', text);
  setTimeout(() => dismiss(id), SHOWN_FOR);
}

/** @param what was attempted, such as `api could not be paused` */
export function notifyFailure(what: string, error: unknown): void {
  show('failed', `${what}: ${failureText(error)}`);
}

export function dismiss(id: number): void {
  shown.value = shown.peek().filter((notice) => notice.id !== id);
}

function show(kind: Notice['kind'], text: string): number {
  const id = nextId++;
  shown.value = [...shown.peek(), { id, kind, text }].slice(-MOST);
  return id;
}
