import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseMatcher } from '../../../src/http/alertmanager/label-matcher.js';
import { readSeverity } from '../../../src/http/alertmanager/read-severity.js';
import { matchOf } from '../../../src/http/alertmanager/silence-matchers.js';
import { promtool } from '../metrics/promtool.js';

const page = readFileSync(new URL('../../../docs/prometheus.md', import.meta.url), 'utf8');
const source = readFileSync(
  new URL('../../../src/http/alertmanager/read-severity.ts', import.meta.url),
  'utf8',
);

test('docs/prometheus.md lists every word for a severity with what it means', () => {
  const rows = [...page.matchAll(/^\| (`.*) \| `(debug|info|warning|error|critical)` +\|$/gm)];
  const listed = rows.flatMap(([, words = '', severity]) =>
    [...words.matchAll(/`(\w+)`/g)].map(([, word]) => [word, severity]),
  );
  expect(listed.map(([word]) => [word, readSeverity(word)])).toEqual(listed);
  const known = [...source.matchAll(/\['(\w+)', '\w+'\]/g)].map(([, word]) => word);
  expect(listed.map(([word]) => word).sort()).toEqual(known.sort());
});

test('docs/prometheus.md shows a configuration that Prometheus takes', async () => {
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  const { alerting } = parse(yaml);
  expect(alerting.alertmanagers).toMatchObject([
    { path_prefix: '/ops/tocsin', authorization: { credentials_file: expect.any(String) } },
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-docs-'));
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, yaml);
  const said = await promtool(['check', 'config', '--syntax-only', file]);
  await rm(folder, { recursive: true });
  expect(said ?? '').toBe('');
});

test('docs/prometheus.md says what matchers mean as it is', () => {
  expect(matchOf(['a!="x"'].map(parseMatcher))).toEqual({ labels: { a: { not: 'x' } } });
  expect(matchOf(['tocsin_key="disk"'].map(parseMatcher))).toEqual({ key: 'disk' });
});
