import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findProgram } from './find-program.js';

/** A Prometheus that runs. */
export interface PrometheusProcess {
  /** All that it wrote. */
  readonly log: () => string;
  /** Kills it. */
  kill(): Promise<void>;
}

export interface PrometheusOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** `prometheus.yml` without what is global. */
  readonly config: string;
  /** The rules, as `rules.yml`. */
  readonly rules: string;
}

/** Where the programs come from, for whoever misses them. */
const REMEDY = 'install it, on Debian with `apt-get install prometheus prometheus-alertmanager`';

/** The path of a program of Prometheus; throws where it is not installed. */
function programOf(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`these tests need ${name}: ${REMEDY}`);
  return path;
}

/** Starts a Prometheus that looks five times a second, and tells of what fires once a second. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusProcess> {
  const { folder, config, rules } = options;
  const program = programOf('prometheus');
  await mkdir(folder, { recursive: true });
  const intervals = 'global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }';
  await writeFile(join(folder, 'prometheus.yml'), `${intervals}\nrule_files: [rules.yml]\n${config}`);
  await writeFile(join(folder, 'rules.yml'), rules);
  const child = spawn(
    program,
    [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${await freePort()}`,
      '--rules.alert.resend-delay=1s',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  return { log: () => log, kill: () => kill(child) };
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** How a run of `amtool` ended. */
export interface AmtoolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `amtool` to its end. */
export function amtool(...args: readonly string[]): Promise<AmtoolRun> {
  const program = programOf('amtool');
  return new Promise((resolve, reject) => {
    const options = { timeout: 30_000, encoding: 'utf8' } as const;
    const child = execFile(program, ['--no-version-check', ...args], options, (_, stdout, stderr) => {
      if (child.exitCode === null) reject(new Error(`amtool ${args.join(' ')} did not end: ${stderr}`));
      else resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

/** A port that nobody listens on, for a program that cannot choose one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
}
