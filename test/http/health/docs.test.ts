import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createHealth } from '../../../src/http/health/create-health.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { testMonitor } from '../../support/monitor.js';

const docs = await readFile(fileURLToPath(new URL('../../../docs/health.md', import.meta.url)), 'utf8');

function blocks(language: string): string[] {
  return [...docs.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );
}

test('the answers that docs/health.md shows are those that come', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9, 59, 28, 900));
  const check = (): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, 2_100);
    });
  const { monitor } = testMonitor({ services: { api: { check, every: '1h', slowAfter: '2s' } } }, { clock });
  await monitor.start();
  await clock.advance(31_100);
  const answers = await Promise.all(
    [false, true].map(async (trusted): Promise<unknown> => {
      const app = createHealth(monitor, { clock, version: '0.1.0', isTrusted: () => trusted });
      return (await app.request('/healthz')).json();
    }),
  );
  expect(answers).toEqual(blocks('json').map((text): unknown => JSON.parse(text)));
  await monitor.stop();
});

test('the probes of docs/health.md ask for what there is', async () => {
  const [probes = ''] = blocks('yaml');
  const paths = [...probes.matchAll(/path: ([^,]+),/g)].map(([, path = '']) => path);
  expect(paths).toEqual(['/livez', '/readyz', '/readyz']);
  expect(parse(probes)).toHaveProperty('containers.0.livenessProbe.httpGet.path', '/livez');
  const { monitor, clock } = testMonitor();
  const app = createHealth(monitor, { clock, version: '1', isTrusted: () => false });
  await monitor.start();
  for (const path of paths) expect((await app.request(path)).status).toBe(200);
  await monitor.stop();
});
