import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../../../dist/src/embed.js', import.meta.url));

/** A process and what it says. It is killed at the end of the block if it has not ended by then. */
export interface Child extends AsyncDisposable {
  /** All lines so far. */
  readonly lines: readonly string[];
  /** The next line that was not asked for; rejects if the process ends before. */
  line(): Promise<string>;
  write(line: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, signal. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** Starts a script of this folder. */
export function startChild(script: string, ...args: readonly string[]): Child {
  if (!existsSync(BUILT)) throw new Error('dist is missing; run `npm run build` first');
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let asked = 0;
  let rest = '';
  let look = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    look();
  });
  // It may be gone before it reads.
  child.stdin.on('error', () => {});
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (code, signal) => {
      resolve([code, signal]);
      look();
    });
  });
  return {
    lines,
    ended,
    line: () =>
      new Promise((resolve, reject) => {
        look = () => {
          const line = lines[asked];
          if (line !== undefined) {
            asked++;
            look = () => {};
            resolve(line);
          } else if (child.exitCode !== null || child.signalCode !== null) {
            reject(new Error(`it ended and said no more than:\n${lines.join('\n')}`));
          }
        };
        look();
      }),
    write: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
