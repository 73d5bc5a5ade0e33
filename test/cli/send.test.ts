import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ScriptedHttpServer, startHttpServer } from '../support/scripted-http-server.js';
import { runTocsin } from '../support/tocsin-process.js';

// Processes are started; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

let directory: string;
let server: ScriptedHttpServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-send-'));
  server = await startHttpServer();
  await writeFile(
    join(directory, 'tocsin.config.yaml'),
    `services:
  host: { check: { type: memory } }
channels:
  screen: { type: console, minSeverity: critical }
  hook: { type: webhook, url: '${server.origin}/secret-path' }
`,
  );
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const send = (...args: string[]) => runTocsin(['send', ...args], { cwd: directory });

describe('tocsin send', () => {
  it('sends a real message through the channel, past its filters', async () => {
    server.answer({ status: 200 });
    const { code, stdout, stderr } = await send(
      '--channel',
      'hook',
      '--severity',
      'error',
      '--title',
      'Hello',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^delivered to hook \(webhook\) in \d+/);
    const body: unknown = JSON.parse(server.requests[0]?.body ?? '');
    expect(body).toMatchObject({
      type: 'notification',
      data: { title: 'Hello', severity: 'error', count: 1 },
    });
    const onScreen = await send('--channel', 'screen');
    expect(onScreen.stdout).toMatch(/\[INFO\] Test message: This is a test/);
  });

  it('says why it was not taken, without the secret of the address, and fails', async () => {
    server.answer({ status: 500 });
    const { code, stdout, stderr } = await send('--channel', 'hook');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^not delivered to hook \(webhook\) after .*500/);
    expect(stderr).not.toContain('secret-path');
  });

  it('names the channels there are when none or an unknown one is asked for', async () => {
    const none = await send();
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('say which channel with --channel; there are screen, hook');
    const unknown = await send('--channel', 'hoook');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no channel hoook; did you mean hook?');
    const severity = await send('--channel', 'screen', '--severity', 'loud');
    expect(severity.code).toBe(2);
    expect(severity.stderr).toContain(
      'loud is no severity; use one of debug, info, warning, error, critical',
    );
  });
});
