import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runTocsin, startTocsin, type TocsinProcess } from '../support/tocsin-process.js';

// Processes are started; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const GOOD = 'services:\n  host: { check: { type: memory, fail: 100 }, every: 50ms, recoveryThreshold: 1 }\n';
const ALWAYS_WARNS = `
  export default {
    services: { api: { check: () => ({ outcome: 'warn', message: 'slow' }), every: '50ms' } },
  };
  console.log('said by the configuration');
`;

let directory: string;
const started: TocsinProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
  await writeFile(join(directory, 'good.yaml'), GOOD);
  await writeFile(
    join(directory, 'bad.yaml'),
    'services:\n  api: { check: https://example.com/, evry: 5s, timeout: 0 }\n',
  );
  await writeFile(join(directory, 'warns.mjs'), ALWAYS_WARNS);
});

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runTocsin(args, { cwd: directory, env });

/** Starts a watch that keeps nothing, so that those of one folder do not meet in a journal. */
function start(args: readonly string[], env: Record<string, string> = {}): TocsinProcess {
  const tocsin = startTocsin([...args, '--journal', 'memory'], { cwd: directory, env });
  started.push(tocsin);
  return tocsin;
}

describe('tocsin', () => {
  it('explains itself when nothing is asked, and when help is', async () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('USAGE tocsin run|validate|events|replay|backtest|send');
    }
  });

  it('explains a command', async () => {
    const { code, stdout } = await run(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('-c, --config=<file>');
    expect(stdout).toContain('--json');
  });

  it('tells its version', async () => {
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      stderr: '',
    });
  });

  it.each([
    [['rnu'], 'there is no command rnu; did you mean run?\nSee tocsin --help\n'],
    [['toString'], 'there is no command toString\nSee tocsin --help\n'],
    [['--verbose'], 'there is no option --verbose\nSee tocsin --help\n'],
    [['run', '--confg', 'x'], 'run has no option --confg; did you mean --config?\nSee tocsin run --help\n'],
    [['run', '-x'], 'run has no option -x\nSee tocsin run --help\n'],
    [['validate', '--config'], 'the option --config needs a value\nSee tocsin validate --help\n'],
    [
      ['validate', 'good.yaml'],
      'validate takes no argument good.yaml; a file is named with --config good.yaml\nSee tocsin validate --help\n',
    ],
  ])('refuses bad usage with exit code 2: %j', async (args, stderr) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('tocsin validate', () => {
  it('says that a configuration is good', async () => {
    expect(await run(['validate', '--config', 'good.yaml'])).toEqual({
      code: 0,
      stdout: 'good.yaml is valid: 1 service, the console',
      stderr: '',
    });
  });

  it('says everything that is wrong, with exit code 2', async () => {
    expect(await run(['validate', '-c', 'bad.yaml'])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'Invalid configuration, 2 issues:',
        "  - services.api.timeout: expected a duration above 0: milliseconds or a text such as '500ms', '30s' or '5m', found 0",
        '  - services.api.evry: unknown setting; did you mean every?',
        '',
      ].join('\n'),
    });
  });

  it('fails with exit code 2 where there is no configuration', async () => {
    const { code, stderr } = await run(['validate']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no tocsin.config.{ts,');
  });
});

describe('tocsin run', () => {
  it('refuses a bad configuration with exit code 2 and watches nothing', async () => {
    const { code, stdout, stderr } = await run(['run', '--config', 'bad.yaml']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('services.api.evry: unknown setting; did you mean every?');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('tells what it watches and stops cleanly on %s', async (signal) => {
    const tocsin = start(['run', '--config', 'good.yaml']);
    await tocsin.waitFor(/host: unknown -> healthy {2}memory \d+% used/);
    tocsin.child.kill(signal);
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    expect(tocsin.lines.slice(0, 8)).toEqual([
      'Watching 1 service from good.yaml',
      '  host  memory  every 50ms',
      'Channels',
      '  console',
      'Journal  memory: nothing is kept when it stops',
      expect.stringMatching(/^Page {5}http:\/\/127\.0\.0\.1:\d+\/$/),
      'Ctrl+C stops',
      '',
    ]);
    expect(tocsin.lines.at(-1)).toBe(`${signal}: stopping`);
    expect(tocsin.stderr()).toBe('');
  });

  it('ends at once on a second signal', async () => {
    await writeFile(
      join(directory, 'stuck.mjs'),
      `export default {
         services: { api: { check: () => false, every: '50ms', failureThreshold: 1 } },
         channels: { out: { kind: 'stuck', send: () => new Promise(() => {}) } },
       };`,
    );
    const tocsin = start(['run', '--config', 'stuck.mjs']);
    await tocsin.waitFor(/Service unhealthy: api/);
    tocsin.child.kill('SIGINT');
    await tocsin.waitFor(/SIGINT: stopping/);
    tocsin.child.kill('SIGTERM');
    expect(await tocsin.exit).toEqual({ code: 143, signal: null });
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const tocsin = start(['run', '--config', 'warns.mjs', '--json']);
    await tocsin.waitFor(/"check.completed"/);
    tocsin.child.stdout?.destroy();
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    expect(tocsin.stderr()).not.toMatch(/EPIPE|error|failed/i);
  });

  it('says what its channels still owe when it is stopped', async () => {
    await writeFile(
      join(directory, 'owing.mjs'),
      `const send = async () => { throw new Error('down'); };
       export default {
         services: { api: { check: () => false, every: '50ms', failureThreshold: 1 } },
         channels: { chat: { kind: 'chat', send } },
       };`,
    );
    const tocsin = start(['run', '--config', 'owing.mjs']);
    await tocsin.waitFor(/chat: not delivered: down/);
    tocsin.child.kill('SIGTERM');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    expect(tocsin.lines.at(-1)).toBe('Not delivered: chat 1');
  });

  it.runIf(existsSync('/dev/full'))(
    'goes on telling its channels when its output is on a full disk',
    async () => {
      const told = join(directory, 'told.txt');
      await writeFile(
        join(directory, 'full-disk.mjs'),
        `import { appendFile } from 'node:fs/promises';
       const send = ({ title }) => appendFile(${JSON.stringify(told)}, title);
       export default {
         services: { api: { check: () => false, every: '50ms', failureThreshold: 1 } },
         channels: { file: { kind: 'file', send } },
       };`,
      );
      const full = await open('/dev/full', 'w');
      const tocsin = startTocsin(['run', '-c', 'full-disk.mjs', '--journal', 'memory'], {
        cwd: directory,
        stdout: full.fd,
      });
      started.push(tocsin);
      await vi.waitFor(
        async () => expect(await readFile(told, 'utf8')).toContain('Service unhealthy: api'),
        10_000,
      );
      tocsin.child.kill('SIGTERM');
      expect(await tocsin.exit).toEqual({ code: 1, signal: null });
      await full.close();
      expect(tocsin.stderr()).toBe(
        'tocsin error: cannot write to stdout: ENOSPC; nothing more is written there\n',
      );
    },
  );

  it('writes recorded events as JSON, and nothing else, to stdout', async () => {
    const tocsin = start(['run', '--config', 'warns.mjs', '--json']);
    await tocsin.waitFor(/"delivery.succeeded"/);
    tocsin.child.kill('SIGTERM');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    const events = tocsin.lines.map((line): unknown => JSON.parse(line));
    expect(events.map((event) => Reflect.get(Object(event), 'position'))).toEqual(
      events.map((_, i) => i + 1),
    );
    const types = events.map((event) => Reflect.get(Object(event), 'type'));
    expect(types.slice(0, 2)).toEqual(['runtime.started', 'service.registered']);
    expect(types.filter((type) => type !== 'check.completed').slice(2)).toEqual([
      'status.changed',
      'alert.raised',
      'incident.opened',
      'notification.requested',
      'delivery.succeeded',
      'runtime.stopped',
    ]);
    // The console channel and the configuration's own output are on stderr.
    expect(tocsin.stderr()).toMatch(/said by the configuration\n.*\[WARNING\] Service degraded: api: slow/s);
  });

  it('tells notifications itself where no channel is a console, and what could not be delivered', async () => {
    await writeFile(
      join(directory, 'failing.mjs'),
      `import { DeliveryError } from 'tocsin';
       const send = async () => { throw new DeliveryError('no such room', { retryable: false }); };
       export default {
         services: { api: { check: () => false, every: '50ms', failureThreshold: 1 } },
         channels: { chat: { kind: 'chat', send }, spare: { kind: 'spare', send: async () => {} } },
         alerts: { fallback: ['spare'] },
       };`,
    );
    const tocsin = start(['run', '--config', 'failing.mjs']);
    const { index } = await tocsin.waitFor(/api: unknown -> unhealthy$/);
    const told = await tocsin.waitFor(/^\[.*\] \[ERROR\] Service unhealthy: api/, index);
    await tocsin.waitFor(/chat: given up: no such room; handed to spare/, told.index);
  });

  it('writes a notification once where a channel is a console', async () => {
    await writeFile(
      join(directory, 'console.mjs'),
      `export default {
         services: { api: { check: () => false, every: '50ms', failureThreshold: 1 } },
         channels: { out: { type: 'console' } },
       };`,
    );
    const tocsin = start(['run', '--config', 'console.mjs']);
    await tocsin.waitFor(/Service unhealthy: api/);
    tocsin.child.kill('SIGTERM');
    await tocsin.exit;
    expect(tocsin.lines.filter((line) => line.includes('Service unhealthy: api'))).toHaveLength(1);
  });

  it('colours where it is asked to, and only there', async () => {
    const coloured = start(['run', '--config', 'good.yaml'], { FORCE_COLOR: '1' });
    const { line } = await coloured.waitFor(/healthy/);
    expect(line).toContain('\u001b[32mhealthy\u001b[0m');
    const plain = start(['run', '--config', 'good.yaml'], { NO_COLOR: '1' });
    expect((await plain.waitFor(/healthy/)).line).not.toContain('\u001b');
  });
});
