import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClosableCheck } from '../../src/checks/closable-check.js';
import { type CommandCheckOptions, commandCheck } from '../../src/checks/command-check.js';
import type { CheckResult } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

let folder: string;
let fifo: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tocsin-command-')));
});

beforeEach(() => {
  fifo = join(folder, 'told');
  rmSync(fifo, { force: true });
  execFileSync('mkfifo', [fifo]);
});

afterAll(() => rmSync(folder, { recursive: true }));

const sh = (script: string, options?: CommandCheckOptions): ClosableCheck =>
  commandCheck('/bin/sh', ['-c', script], options);

const ask = (script: string, options?: CommandCheckOptions): Promise<CheckResult> =>
  runOnce(sh(script, options));

/** Whether a process is there and has not ended; one that nobody has buried yet has. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !existsSync('/proc') || !/^State:\s+[XZ]/m.test(readStatus(pid));
}

/** Resolves when they are gone. A process lets go of its files, by which its end is known, a little before. */
function gone(...pids: readonly number[]): Promise<void> {
  return vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { interval: 5 });
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // Gone in the meantime.
    return 'State: X';
  }
}

describe('the exit status', () => {
  it.each([
    [0, 'pass', 'all is well'],
    [1, 'warn', 'all is well'],
    [2, 'fail', 'all is well'],
    [3, 'fail', 'unknown: all is well'],
    [4, 'fail', 'exit status 4: all is well'],
    [127, 'fail', 'exit status 127: all is well'],
  ] as const)('%d is a %s', async (exitStatus, outcome, message) => {
    expect(await ask(`echo all is well; exit ${exitStatus}`)).toEqual({
      outcome,
      message,
      data: { exitStatus },
    });
  });

  it.each([
    [0, 'pass', undefined],
    [1, 'warn', 'exit status 1 (sh)'],
    [2, 'fail', 'exit status 2 (sh)'],
    [3, 'fail', 'unknown (sh)'],
    [5, 'fail', 'exit status 5 (sh)'],
  ] as const)('%d without a word is a %s', async (exitStatus, outcome, message) => {
    expect(await ask(`exit ${exitStatus}`)).toEqual({
      outcome,
      ...(message === undefined ? {} : { message }),
      data: { exitStatus },
    });
  });

  it('may be a signal', async () => {
    expect(await ask('echo oh; kill -SEGV $$')).toEqual({
      outcome: 'fail',
      message: 'ended by SIGSEGV (sh): oh',
      data: { signal: 'SIGSEGV' },
    });
  });
});

describe('the output', () => {
  it('gives its first line and its figures', async () => {
    const written = "LOAD WARNING - 5.1 | load1=5.1;5;10;0\\nmore | 'up time'=3s";
    expect(await ask(`printf "${written}"; exit 1`)).toEqual({
      outcome: 'warn',
      message: 'LOAD WARNING - 5.1',
      data: {
        exitStatus: 1,
        perfdata: {
          load1: { value: 5.1, warn: '5', crit: '10', min: 0 },
          'up time': { value: 3, unit: 's' },
        },
      },
    });
  });

  it('is taken from what it complains about if there is no other', async () => {
    expect(await ask('echo "cannot reach it" >&2; exit 2')).toMatchObject({ message: 'cannot reach it' });
    expect(await ask('no-such-program-anywhere')).toMatchObject({
      outcome: 'fail',
      message: expect.stringMatching(/^exit status 127: .*not found/),
    });
  });

  it('is told without credentials', async () => {
    const { message } = await ask('echo "no answer from postgres://app:hunter2@db/orders"; exit 2');
    expect(message).toBe('no answer from postgres://db/[redacted]');
  });

  it('is read to its end and kept up to a limit', async () => {
    const script = 'i=0; while [ $i -lt 3000 ]; do printf "%01000d" 0; i=$((i+1)); done; exit 2';
    const { message } = await ask(script, { maxOutput: 100 });
    expect(message).toBe('0'.repeat(100));
  });
});

describe('the surroundings', () => {
  it('hold nothing of this process but what a program needs', async () => {
    process.env.TOCSIN_TEST_SECRET = 's3cret';
    try {
      await ask(`env > ${folder}/env`, { env: { OWN: 'mine', LANG: 'C' } });
    } finally {
      delete process.env.TOCSIN_TEST_SECRET;
    }
    const env = readFileSync(join(folder, 'env'), 'utf8');
    expect(env).toContain('OWN=mine\n');
    expect(env).toContain('LANG=C\n');
    expect(env).toContain(`PATH=${process.env.PATH}\n`);
    expect(env).not.toContain('s3cret');
  });

  it('are all of this process if they are handed on', async () => {
    const before = process.env.HOME;
    expect(
      await ask('echo "$HOME $OTHER"', { env: { ...process.env, HOME: undefined, OTHER: 'x' } }),
    ).toMatchObject({ message: 'x' });
    expect(process.env.HOME).toBe(before);
    expect(configIssues(() => sh('true', { env: process.env }))).toEqual([]);
  });

  it('are the given folder, and no input', async () => {
    expect(await ask('pwd', { cwd: folder })).toMatchObject({ message: folder });
    expect(await ask('cat; echo end')).toMatchObject({ message: 'end' });
  });

  it('have no shell in between', async () => {
    const check = commandCheck('/bin/echo', ['$HOME', '; exit 2', '`id`']);
    expect(await runOnce(check)).toMatchObject({ outcome: 'pass', message: '$HOME ; exit 2 `id`' });
  });
});

describe('a program that cannot be run', () => {
  it.each([
    ['/no/such', undefined, 'there is no program /no/such'],
    ['check_nothing', undefined, 'there is no program check_nothing in the folders of PATH'],
    ['/bin/sh', '/no/folder', 'there is no program /bin/sh, or no folder /no/folder to run it in'],
  ])('because it is not there, with its path: %s in %s', async (program, cwd, message) => {
    expect(await runOnce(commandCheck(program, ['--password', 's3cret'], { cwd }))).toEqual({
      outcome: 'fail',
      message,
      data: { code: 'ENOENT' },
    });
  });

  it('because it is no program', async () => {
    const file = join(folder, 'check_text');
    writeFileSync(file, 'text');
    chmodSync(file, 0o644);
    const data = { code: 'EACCES' };
    expect(await runOnce(commandCheck(file))).toEqual({
      outcome: 'fail',
      message: `${file} may not be run`,
      data,
    });
    expect(await runOnce(commandCheck(file, [], { cwd: folder }))).toEqual({
      outcome: 'fail',
      message: `${file} may not be run, or not in the folder ${folder}`,
      data,
    });
  });
});

describe('giving up', () => {
  it('ends the program and what it started, and throws the reason when they are gone', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = runOnce(sh(`sleep 300 & echo "$$ $!" > ${fifo}; wait`), {
      signal: controller.signal,
      clock,
    });
    const pids = (await readFile(fifo, 'utf8')).trim().split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await gone(...pids);
    expect(clock.pendingTasks).toBe(0);
  });

  it('makes a program end that does not listen, after two seconds', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const running = runOnce(sh(`trap "" TERM; echo $$ > ${fifo}; while :; do sleep 300; done`), {
      signal: controller.signal,
      clock,
    });
    const pid = Number(await readFile(fifo, 'utf8'));
    controller.abort('enough');
    await clock.advance(1_999);
    expect(isAlive(pid)).toBe(true);
    await clock.advance(1);
    await expect(running).rejects.toBe('enough');
    expect(isAlive(pid)).toBe(false);
    expect(clock.pendingTasks).toBe(0);
  });

  it('makes it end at once when the service goes away', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const check = sh(`trap "" TERM; echo $$ > ${fifo}; while :; do sleep 300; done`);
    const running = runOnce(check, { signal: controller.signal, clock });
    const pid = Number(await readFile(fifo, 'utf8'));
    controller.abort('enough');
    check.close();
    await expect(running).rejects.toBe('enough');
    expect(isAlive(pid)).toBe(false);
    expect(clock.pendingTasks).toBe(0);
  });

  it('does not even begin when it is too late already', async () => {
    const running = runOnce(sh(`echo begun > ${folder}/begun`), { signal: AbortSignal.abort('late') });
    await expect(running).rejects.toBe('late');
    expect(() => readFileSync(join(folder, 'begun'))).toThrow('ENOENT');
  });
});

describe('what a program leaves behind', () => {
  it('in its process group ends with it', async () => {
    const clock = new VirtualClock();
    const result = await runOnce(sh('sleep 300 & echo $!; exit 0'), { clock });
    expect(result.outcome).toBe('pass');
    await gone(Number(result.message));
    expect(clock.pendingTasks).toBe(0);
  });

  it('elsewhere is not waited for, although it holds the output open', async () => {
    const clock = new VirtualClock();
    const script = `
      const { spawn } = require('node:child_process');
      const { writeFileSync } = require('node:fs');
      const left = spawn('sleep', ['300'], { detached: true, stdio: 'inherit' });
      left.unref();
      console.log('left ' + left.pid);
      process.on('exit', () => writeFileSync('${fifo}', 'gone'));
    `;
    const running = runOnce(commandCheck(process.execPath, ['-e', script]), { clock });
    await readFile(fifo, 'utf8');
    // Its end is noticed when the system says so.
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    while (!ended) await clock.advance(500);
    const { message = '' } = await running;
    const pid = Number(message.replace('left ', ''));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('options', () => {
  it('are refused all at once, arguments and variables never shown', () => {
    const wrong = '{"cwd":"","env":{"KEY":["s3cret"],"A=B":"s3cret"},"maxOutput":0,"shell":true}';
    const args = ['--password', ['s3cret'], 's3cret\0'];
    const issues = configIssues(() => commandCheck(' ', asGiven(JSON.stringify(args)), asGiven(wrong)));
    expect(issues).toEqual([
      {
        path: 'commandCheck.shell',
        message: 'there is no such option; the options are cwd, env, maxOutput',
      },
      {
        path: 'commandCheck.command',
        message: `" " is not a text; write one such as '/usr/lib/nagios/plugins/check_load'`,
      },
      { path: 'commandCheck.args.1', message: 'is not a text without zero bytes' },
      { path: 'commandCheck.args.2', message: 'is not a text without zero bytes' },
      { path: 'commandCheck.cwd', message: `"" is not a text; write one such as '/var/lib/app'` },
      { path: 'commandCheck.env.KEY', message: 'is not a text without zero bytes' },
      { path: 'commandCheck.env.A=B', message: 'is not a text without zero bytes' },
      { path: 'commandCheck.maxOutput', message: '0 is not a whole number from 1 to 1048576' },
    ]);
  });

  it('have no command line', () => {
    expect(configIssues(() => commandCheck('check_load', asGiven('"-w 5 -c 10"')))).toEqual([
      { path: 'commandCheck.args', message: 'a text is not a list of texts; there is no shell' },
    ]);
  });
});
