import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { startChild } from './child-life.js';

/** Longer than a file takes to be made, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Has a monitor make a journal in an empty folder and kills it at the so-manyth change that is seen there, which does not
 * depend on how fast the disk is. Says whether it was not yet done with opening.
 */
export async function killWhileMade(script: string, path: string, change: number): Promise<boolean> {
  const child = startChild(script);
  const watcher = watch(dirname(path));
  let isReady = false;
  let changes = 0;
  const timer = setTimeout(() => child.kill(), PATIENCE);
  watcher.on('change', () => {
    changes++;
    if (changes === change) child.kill();
  });
  try {
    child.begin(
      {
        life: 0,
        path,
        // Nobody listens there; it has nothing to tell so soon.
        url: 'http://127.0.0.1:9/',
        durability: 'strict',
        alerts: {},
        count: 0,
        pauseMs: 0,
        moodyFails: false,
        aheadMs: 0,
        last: false,
      },
      ({ said }) => {
        isReady ||= said !== 'opening';
      },
    );
    await child.ended;
    return !isReady;
  } finally {
    watcher.close();
    clearTimeout(timer);
    child.kill();
  }
}
