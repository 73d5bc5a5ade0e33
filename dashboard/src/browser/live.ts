import { computed, effect, signal } from '@preact/signals';
import type { Change, Overview } from '../../../src/http/api/views.js';
import { getSession, getStrips } from '../api/calls.js';
import { followMonitor, type LiveStream } from '../api/live-stream.js';
import { type Connection, type ConnectionEvent, isStale, nextConnection } from '../state/connection.js';
import { createStore } from '../state/store.js';
import { createStripCache } from '../state/strip-cache.js';
import { announceChanges } from './announcer.js';
import { browserNow, learnServerTime, now } from './clock.js';
import { perFrame } from './per-frame.js';
import { session } from './session.js';

/** What the page knows of the monitor. */
export const store = createStore();

export const strips = createStripCache({
  load: getStrips,
  now: () => performance.now(),
  later: (task, ms) => void setTimeout(task, ms),
});

export const connection = signal<Connection>({ kind: 'connecting' });

/** When anything came last, in the browser's time. */
export const lastWordAt = signal(browserNow());

/** Whether what is shown may no longer hold. */
export const stale = computed(() => {
  now.value;
  return isStale(connection.value, browserNow());
});

let stream: LiveStream | undefined;

/** Begins to follow the monitor. */
export function startLive(): void {
  const take = perFrame<{ snapshot: Overview } | { change: Change }>((messages) => {
    for (const message of messages) {
      const changes = 'snapshot' in message ? store.replace(message.snapshot) : store.apply(message.change);
      strips.spoil(changes.map(({ service }) => service));
      announceChanges(changes);
    }
  });
  stream = followMonitor({
    onSnapshot(snapshot) {
      learnServerTime(snapshot.at);
      take({ snapshot });
    },
    onChange(change) {
      learnServerTime(change.at);
      take({ change });
    },
    onConnection: hear,
    onWord() {
      lastWordAt.value = browserNow();
    },
  });
  addEventListener('online', () => stream?.retry());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) stream?.retry();
  });
  effect(() => {
    if (connection.value.kind === 'live') void refreshSession();
  });
}

/** Tries to connect now instead of after the pause. */
export function retryConnection(): void {
  stream?.retry();
}

/** Connects anew, as after the token was given or the session ended. */
export function restartConnection(): void {
  connection.value = { kind: 'connecting' };
  stream?.restart();
}

function hear(event: ConnectionEvent): void {
  connection.value = nextConnection(connection.peek(), event, browserNow());
  if (event.type === 'unauthorized') {
    store.forget();
    void refreshSession();
  }
}

async function refreshSession(): Promise<void> {
  try {
    session.value = await getSession();
  } catch {
    // The connection tells of it.
  }
}
