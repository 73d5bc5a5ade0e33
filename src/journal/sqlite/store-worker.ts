import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { TocsinError } from '../../domain/tocsin-error.js';
import { JournalStore } from './journal-store.js';
import { DONE, FAILED, type StoreAnswer, type StoreRequest } from './store-protocol.js';
import { callBegins, callEnds, type ThreadState, takeThreadState } from './thread-state.js';

/*
 * The thread that owns a journal's file. It takes one call after the other, but appends that wait together are written
 * as one transaction, so that the disk is waited for once. Upkeep is done between calls, a little at a time.
 */

type Append = Extract<StoreRequest, { call: 'append' }>;

/** The most appends written as one transaction. */
const MOST_APPENDS = 64;

if (parentPort !== null) serve(parentPort, workerData);

function serve(port: MessagePort, state: ThreadState): void {
  takeThreadState(state);
  let store: JournalStore | undefined;
  const answer = (message: StoreAnswer): void => port.postMessage(message);

  port.on('message', (first: StoreRequest) => {
    let request: StoreRequest | undefined = first;
    while (request !== undefined) {
      const appends: Append[] = [];
      while (request?.call === 'append' && appends.length < MOST_APPENDS) {
        appends.push(request);
        request = nextOf(port);
      }
      if (!callBegins(state)) return;
      if (appends.length > 0) append(appends);
      const other = request?.call === 'append' ? undefined : request;
      if (other !== undefined) one(other);
      callEnds(state);
      if (request === undefined) break;
      if (other !== undefined) request = nextOf(port);
    }
  });

  function append(appends: readonly Append[]): void {
    try {
      const head = opened().append(appends.map(({ argument }) => argument));
      for (const { id } of appends) answer({ id, value: head });
    } catch (error) {
      for (const { id } of appends) answer({ id, error: plainError(error) });
      for (const { awaited } of appends) settle(awaited, FAILED);
      return;
    }
    const isLast = appends.some(({ awaited }) => awaited !== undefined);
    for (const { awaited } of appends) settle(awaited, DONE);
    // Whoever waits is about to end, and this thread with it: not in the middle of upkeep.
    if (!isLast) opened().maintain();
  }

  function one(request: Exclude<StoreRequest, Append>): void {
    const { id } = request;
    try {
      answer({ id, value: perform(request) });
      settle(request.awaited, DONE);
    } catch (error) {
      answer({ id, error: plainError(error) });
      settle(request.awaited, FAILED);
    }
    // With nobody to listen to, the thread ends by itself.
    if (request.call === 'close') port.close();
  }

  function perform(request: Exclude<StoreRequest, Append>): unknown {
    switch (request.call) {
      case 'open':
        store = new JournalStore(request.argument);
        return store.head;
      case 'sync':
        return opened().sync();
      case 'seek':
        return opened().seek(request.argument);
      case 'chunk':
        return opened().chunk(request.argument);
      case 'saveSnapshot':
        return opened().saveSnapshot(request.argument);
      case 'loadSnapshot':
        return opened().loadSnapshot(request.argument);
      case 'history':
        return opened().history(request.argument);
      case 'close': {
        const open = store;
        store = undefined;
        open?.close();
        return null;
      }
    }
  }

  function opened(): JournalStore {
    if (store !== undefined) return store;
    throw new TocsinError('ERR_JOURNAL_CLOSED', 'the journal is not open');
  }
}

function settle(awaited: Append['awaited'], how: number): void {
  if (awaited === undefined) return;
  Atomics.store(awaited, 0, how);
  Atomics.notify(awaited, 0);
}

function nextOf(port: MessagePort): StoreRequest | undefined {
  const received: { message: StoreRequest } | undefined = receiveMessageOnPort(port);
  return received?.message;
}

/** Errors lose their code on the way between threads. */
function plainError(error: unknown): { code: string; message: string } {
  if (error instanceof TocsinError) return { code: error.code, message: error.message };
  return { code: 'ERR_JOURNAL_IO', message: error instanceof Error ? error.message : String(error) };
}
