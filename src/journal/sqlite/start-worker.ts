import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { ThreadState } from './thread-state.js';

/**
 * What the host's process was started with, such as `--inspect` or a test library's loader, is not for the thread: what is
 * loaded before a program may be one with a monitor, and so with another thread, and so on.
 */
function options(): WorkerOptions {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return { name: 'tocsin-journal', execArgv: [], env };
}

/** Starts the thread that owns a journal's file. */
export function startWorker(state: ThreadState): Worker {
  const url = new URL('./store-worker.js', import.meta.url);
  const given = { ...options(), workerData: state };
  return import.meta.url.endsWith('.ts') ? fromSource(url, given) : new Worker(url, given);
}

/** When Tocsin runs from its sources: a thread cannot load TypeScript by itself. */
function fromSource(url: URL, given: WorkerOptions): Worker {
  const jiti = pathToFileURL(createRequire(import.meta.url).resolve('jiti')).href;
  const source = JSON.stringify(url.href.replace(/\.js$/, '.ts'));
  const load = `import(${JSON.stringify(jiti)}).then(({ createJiti }) => createJiti(${source}).import(${source}))`;
  return new Worker(load, { ...given, eval: true });
}
