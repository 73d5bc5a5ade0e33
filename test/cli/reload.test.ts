import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.js';

let directory: string;
const started: TocsinProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-reload-'));
});

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
  await rm(directory, { recursive: true });
});

async function start(
  config: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<TocsinProcess> {
  await write(config);
  return run(args, env);
}

async function run(args: readonly string[] = [], env: Record<string, string> = {}): Promise<TocsinProcess> {
  const tocsin = startTocsin(['run', '--journal', 'memory', ...args], { cwd: directory, env });
  started.push(tocsin);
  await tocsin.waitFor(/host: unknown -> healthy/);
  return tocsin;
}

/** As editors do it: another file takes the place of the old one. */
async function write(config: string): Promise<void> {
  await writeFile(join(directory, 'new'), config);
  await rename(join(directory, 'new'), join(directory, 'tocsin.config.yaml'));
}

const host = (rest = '') => `host: { check: { type: memory }, every: 50ms, recoveryThreshold: 1${rest} }`;
const WATCH = `services:\n  ${host()}\n`;
const LABELLED = `services:\n  ${host(', labels: { team: a }')}\n`;
/** The same for programs. */
const hostOf = (team: string): object => ({
  check: { type: 'memory' },
  every: '50ms',
  recoveryThreshold: 1,
  labels: { team },
});

describe('tocsin run', { timeout: 20_000 }, () => {
  it('goes on under what its file says now, and tells what changed', async () => {
    const tocsin = await start(WATCH);
    await write(
      `${WATCH}  disk: { check: { type: disk }, every: 50ms, recoveryThreshold: 1 }\nalerts: { minSeverity: info }\n`,
    );
    await tocsin.waitFor(/^Configuration: service added: disk$/);
    await tocsin.waitFor(/^Configuration: rules for alerts changed$/);
    await tocsin.waitFor(/disk: unknown -> healthy/);
    await write(
      `services:\n  disk: { check: { type: disk }, every: 60ms, recoveryThreshold: 1 }\nalerts: { minSeverity: info }\n`,
    );
    await tocsin.waitFor(/^Configuration: service removed: host$/);
    await tocsin.waitFor(/^Configuration: service changed: disk$/);
    expect(tocsin.lines.filter((line) => /host: (healthy|unhealthy|degraded) ->/.test(line))).toEqual([]);
    expect(tocsin.stderr()).toBe('');
  });

  it('reads it again on SIGHUP, and says if nothing changed', async () => {
    const tocsin = await start(WATCH, ['--no-reload']);
    tocsin.child.kill('SIGHUP');
    await tocsin.waitFor(/^Configuration: nothing changed$/);
    await write(`services:\n  ${host(', labels: { team: a }')}\n`);
    tocsin.child.kill('SIGHUP');
    await tocsin.waitFor(/^Configuration: service changed: host$/);
    await write(`services:\n  ${host(', labels: { team: a }')}\njournal: other.db\n`);
    tocsin.child.kill('SIGHUP');
    const { index } = await tocsin.waitFor(/^Configuration: journal takes effect at the next start$/);
    expect(tocsin.lines.slice(0, index).filter((line) => line.endsWith('nothing changed'))).toHaveLength(1);
    tocsin.child.kill('SIGTERM');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
  });

  it('leaves an invalid one aside, raises an alert of it, and resolves that when it is mended', async () => {
    const tocsin = await start(WATCH);
    await write(`services:\n  ${host(', evry: 5s')}\n`);
    const { line } = await tocsin.waitFor(/Tocsin cannot use its new configuration/);
    expect(line).toContain(
      '[ERROR] Tocsin cannot use its new configuration: tocsin.config.yaml is left aside, and what was in force stays: services.host.evry: unknown setting; did you mean every?',
    );
    await write('services: [');
    await write(WATCH);
    await tocsin.waitFor(/Resolved: Tocsin cannot use its new configuration/);
    expect(tocsin.stderr()).toContain(
      'tocsin warning: the configuration is left as it was: Invalid configuration: services.host.evry',
    );
  });

  it('leaves all as it was while its file is gone, whatever the environment says, and follows it when it is back', async () => {
    const tocsin = await start(WATCH, [], { TOCSIN_SERVICES__EXTRA__CHECK__TYPE: 'memory' });
    const file = join(directory, 'tocsin.config.yaml');
    await rename(file, join(directory, 'away'));
    await tocsin.waitFor(/Tocsin cannot use its new configuration/);
    await rename(join(directory, 'away'), file);
    await tocsin.waitFor(/Resolved: Tocsin cannot use its new configuration/);
    await write(`services:\n  ${host(', labels: { team: a }')}\n`);
    await tocsin.waitFor(/^Configuration: service changed: host$/);
    expect(tocsin.lines.join('\n')).not.toContain('removed');
  });

  it('follows the files that variables name, by what is in force', async () => {
    const secret = join(directory, 'secrets', 'url');
    await mkdir(join(directory, 'secrets'));
    await writeFile(secret, 'https://hook.invalid/one\n');
    const tocsin = await start(WATCH, [], { HOOK_FILE: 'secrets/url' });
    await write(`${WATCH}channels: { hook: { type: webhook, url: '\${HOOK}' } }\n`);
    await tocsin.waitFor(/^Configuration: channel added: hook$/);
    await writeFile(join(directory, 'secrets', 'new'), 'https://hook.invalid/two\n');
    await rename(join(directory, 'secrets', 'new'), secret);
    await tocsin.waitFor(/^Configuration: channel changed: hook$/);
    expect(tocsin.stderr()).toBe('');
  });

  it.each([
    ['js', 'js'],
    ['cjs', 'cjs'],
    ['mjs', 'json'],
    ['ts', 'mjs'],
  ])('follows a program in .%s, and what it imports from .%s', async (extension, of) => {
    const services = (label: string): string => JSON.stringify({ host: hostOf(label) });
    const part = (label: string): string => {
      if (of === 'json') return services(label);
      return of === 'cjs' ? `module.exports = ${services(label)};` : `export default ${services(label)};`;
    };
    const config = (more = ''): string => {
      const said = `({ services${more} })`;
      return of === 'cjs'
        ? `const services = require('./part.cjs'); module.exports = ${said};`
        : `import { defineConfig } from 'tocsin'; import services from './part.${of}'; export default defineConfig${said};`;
    };
    await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
    await writeFile(join(directory, `part.${of}`), part('a'));
    await writeFile(join(directory, `tocsin.config.${extension}`), config());
    const tocsin = await run();
    await writeFile(join(directory, `part.${of}`), part('b'));
    await tocsin.waitFor(/^Configuration: service changed: host$/);
    await writeFile(
      join(directory, `tocsin.config.${extension}`),
      config(', alerts: { minSeverity: "info" }'),
    );
    await tocsin.waitFor(/^Configuration: rules for alerts changed$/);
    expect(tocsin.stderr()).toBe('');
  });

  it('follows the file that a link leads to', async () => {
    await mkdir(join(directory, 'real'));
    await writeFile(join(directory, 'real', 'watch.yaml'), WATCH);
    await symlink(join('real', 'watch.yaml'), join(directory, 'tocsin.config.yaml'));
    const tocsin = await run();
    await writeFile(join(directory, 'real', 'watch.yaml'), LABELLED);
    await tocsin.waitFor(/^Configuration: service changed: host$/);
  });

  it('follows a link on the way that leads elsewhere now', async () => {
    for (const [release, config] of Object.entries({ one: WATCH, two: LABELLED })) {
      await mkdir(join(directory, 'releases', release), { recursive: true });
      await writeFile(join(directory, 'releases', release, 'watch.yaml'), config);
    }
    await symlink(join('releases', 'one'), join(directory, 'current'));
    const tocsin = await run(['--config', join('current', 'watch.yaml')]);
    await symlink(join('releases', 'two'), join(directory, 'next'));
    await rename(join(directory, 'next'), join(directory, 'current'));
    await tocsin.waitFor(/^Configuration: service changed: host$/);
  });

  it('follows what comes in the place of its folder', async () => {
    const folder = join(directory, 'etc');
    const put = async (config: string): Promise<void> => {
      await mkdir(folder);
      await writeFile(join(folder, 'watch.yaml'), config);
    };
    await put(WATCH);
    const tocsin = await run(['--config', join('etc', 'watch.yaml')]);
    await rm(folder, { recursive: true });
    await tocsin.waitFor(/Tocsin cannot use its new configuration/);
    await put(LABELLED);
    await tocsin.waitFor(/^Configuration: service changed: host$/);
    await rm(folder, { recursive: true });
    await put(WATCH);
    await tocsin.waitFor(/^Configuration: service changed: host$/, tocsin.lines.length);
  });

  it('waits for a file that a variable names and that is not there yet', async () => {
    const tocsin = await start(WATCH, [], { HOOK_FILE: 'secrets/url' });
    await write(`${WATCH}channels: { hook: { type: webhook, url: '\${HOOK}' } }\n`);
    await tocsin.waitFor(/Tocsin cannot use its new configuration/);
    await mkdir(join(directory, 'secrets'));
    await writeFile(join(directory, 'secrets', 'url'), 'https://hook.invalid/one\n');
    await tocsin.waitFor(/^Configuration: channel added: hook$/);
  });

  it('misses no change of what it is reading', async () => {
    const config = (label: string): string =>
      `import { existsSync, writeFileSync } from 'node:fs';
       writeFileSync('reading', '');
       while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20));
       export default { services: ${JSON.stringify({ host: hostOf(label) })} };`;
    await writeFile(join(directory, 'tocsin.config.mjs'), config('a'));
    const tocsin = run();
    await expect.poll(() => existsSync(join(directory, 'reading')), { timeout: 10_000 }).toBe(true);
    await writeFile(join(directory, 'tocsin.config.mjs'), config('b'));
    await writeFile(join(directory, 'go'), '');
    await (await tocsin).waitFor(/^Configuration: service changed: host$/);
  });

  it('keeps what a variable of the environment holds to itself', async () => {
    const tocsin = await start(WATCH);
    await write(
      `services:\n  ${host()}\nchannels: { hook: { type: webhook, url: 'https://hook.invalid/planted' } }\nhttp: { token: planted }\njournal: other.db\n`,
    );
    await tocsin.waitFor(/^Configuration: journal takes effect at the next start$/);
    await tocsin.waitFor(/^Configuration: http takes effect at the next start$/);
    expect([...tocsin.lines, tocsin.stderr()].join('\n')).not.toContain('planted');
  });
});
