import type { BeatInput } from '../../domain/heartbeat.js';

/** A path by which a job says one thing. */
export interface BeatPath {
  /** As Hono writes paths. */
  readonly path: string;
  readonly summary: string;
  /** @param status the exit status, for the path that has it */
  readonly say: (status: number) => BeatInput;
}

/** Where jobs report. */
export const BEATS: readonly BeatPath[] = [
  { path: '/beat/:name', summary: 'A job did its work', say: () => ({}) },
  { path: '/beat/:name/start', summary: 'A job begins', say: () => ({ outcome: 'start' }) },
  { path: '/beat/:name/fail', summary: 'A job could not do its work', say: () => ({ outcome: 'fail' }) },
  {
    path: '/beat/:name/:status{[0-9]{1,3}}',
    summary: 'A job ended with an exit status: 0 if it did its work',
    say: (status) => (status === 0 ? {} : { outcome: 'fail', message: `exit status ${status}` }),
  },
];
