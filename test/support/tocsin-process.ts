import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface TocsinProcess {
  readonly child: ChildProcess;
  /** What it wrote so far, in whole lines. */
  readonly lines: readonly string[];
  readonly stderr: () => string;
  /** Resolves to the first line at or after the one `from` that matches; rejects with all it wrote if none comes. */
  waitFor(pattern: RegExp, from?: number): Promise<{ line: string; index: number }>;
  readonly exit: Promise<Exit>;
}

/** How long to wait for a line or the end. */
const PATIENCE = 10_000;

/**
 * Starts the built command; `npm run build` makes it. Colours are off unless `env` asks for them. With `stdout`, an open
 * file, its output goes there and `lines` stays empty.
 */
export function startTocsin(
  args: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string>>; stdout?: number },
): TocsinProcess {
  if (!existsSync(MAIN)) throw new Error('dist is missing; run `npm run build` first');
  const { FORCE_COLOR: _, NO_COLOR: __, ...environment } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd,
    // Many run at once: each takes a port that is free.
    env: { ...environment, TOCSIN_PORT: '0', ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const look of waiting) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
      for (const look of waiting) look();
    });
  });
  const story = (): string => `stdout:\n${lines.join('\n')}\nstderr:\n${stderr}`;

  return {
    child,
    lines,
    stderr: () => stderr,
    exit,
    waitFor(pattern, from = 0) {
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          waiting.delete(look);
          clearTimeout(timer);
          act();
        };
        const look = (): void => {
          const index = lines.findIndex((line, i) => i >= from && pattern.test(line));
          const line = lines[index];
          if (line !== undefined) settle(() => resolve({ line, index }));
          else if (child.exitCode !== null)
            settle(() => reject(new Error(`ended without ${pattern}\n${story()}`)));
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`no ${pattern} in ${PATIENCE} ms\n${story()}`))),
          PATIENCE,
        );
        waiting.add(look);
        look();
      });
    },
  };
}

/** Runs the command to its end. */
export async function runTocsin(
  args: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string>> },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const tocsin = startTocsin(args, options);
  const { code } = await tocsin.exit;
  return { code, stdout: tocsin.lines.join('\n'), stderr: tocsin.stderr() };
}
