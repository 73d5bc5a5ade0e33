import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startTocsin } from '../support/tocsin-process.js';

it('the demo shows an alert, its aggregation and the recovery within a minute', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-'));
  const args = ['run', '--config', 'examples/demo/tocsin.config.ts', '--journal', join(folder, 'demo.db')];
  const tocsin = startTocsin(args, { cwd: root });
  try {
    let from = (await tocsin.waitFor(/^Watching 5 services/)).index;
    expect(tocsin.lines.join('\n')).toContain('and run: npx tocsin run');
    for (const step of [
      /flaky-web: unknown -> healthy/,
      /\[WARNING\] Service degraded: flaky-web/,
      /\[ERROR\] Service unhealthy: flaky-web.*\(escalated/,
      /Repeated: .*flaky-web/,
      /Resolved: .*flaky-web/,
    ]) {
      from = (await tocsin.waitFor(step, from + 1)).index;
    }
    tocsin.child.kill('SIGINT');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    expect(tocsin.stderr()).toBe('');
  } finally {
    tocsin.child.kill('SIGKILL');
    await tocsin.exit;
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
