import { createServer } from 'node:http';

/** How a request is answered: as it should be, with an error, or late. */
type Mood = 'well' | 'failing' | 'slow';

/** One mood for each request, then from the top: well, down, up again but slow, well. */
const SCHEDULE: readonly Mood[] = [...repeat('well', 3), ...repeat('failing', 3), ...repeat('slow', 3)];

/** How late a slow answer comes, in milliseconds. */
const SLOW = 600;

/**
 * Starts a small HTTP service on a free port of this machine, which fails and recovers in turns as it is asked.
 * It does not keep the process alive. Resolves to its URL.
 */
export function startFlakyService(): Promise<string> {
  let requests = 0;
  const server = createServer((_request, response) => {
    const mood = SCHEDULE[requests++ % SCHEDULE.length];
    const answer = (): void => {
      response.writeHead(mood === 'failing' ? 500 : 200, { 'content-type': 'text/plain' }).end(`${mood}\n`);
    };
    if (mood === 'slow') setTimeout(answer, SLOW);
    else answer();
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve(`http://127.0.0.1:${port}/`);
    });
  });
}

function repeat(mood: Mood, times: number): Mood[] {
  return Array.from({ length: times }, () => mood);
}
