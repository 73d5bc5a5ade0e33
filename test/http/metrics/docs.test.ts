import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { DURATION_BUCKETS } from '../../../src/http/metrics/seconds.js';
import { testMonitor } from '../../support/monitor.js';
import { promtool } from './promtool.js';
import { type Page, readPage } from './read-page.js';

const docs = await readFile(fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url)), 'utf8');

const rulesFile = z.object({
  groups: z.array(
    z.object({ name: z.string(), rules: z.array(z.object({ alert: z.string(), expr: z.string() })) }),
  ),
});

function blocks(language: string): string[] {
  return [...docs.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );
}

const rulesText = blocks('yaml').find((text) => text.startsWith('groups:')) ?? '';
const queries = blocks('promql')
  .flatMap((text) => text.split('\n'))
  .filter((line) => line !== '' && !line.startsWith('#'));

/** A page of a monitor that did something of everything. */
async function pageOfBusyMonitor(): Promise<Page> {
  const { monitor, clock } = testMonitor({ services: { api: () => true } });
  const metrics = createMetrics(monitor, { clock });
  await monitor.start();
  await monitor.check('api');
  await monitor.alert({ title: 'Disk full', severity: 'error' });
  await monitor.measure('query', () => 1);
  await monitor.flush();
  const page = readPage(await metrics.text());
  await monitor.stop();
  return page;
}

/** Each family's type and labels, as the page shows them. */
function shownBy({ families, figures }: Page): Map<string, string> {
  const shown = new Map([...families].map(([name, type]) => [name, `${type} `]));
  for (const series of figures.keys()) {
    const name = series.replace(/\{.*/, '');
    const family = families.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    const labels = [...series.matchAll(/[{,]([a-z_]+)="/g)].map(([, label = '']) => label);
    shown.set(family, `${families.get(family)} ${labels.filter((label) => label !== 'le').join(', ')}`);
  }
  return shown;
}

/** The same, as the table has it. */
function listed(): Map<string, string> {
  const rows = docs.matchAll(
    /^\| `(\w+)` *\| (\w+) *\| ((?:`\w+`(?:, )?)*) *\| .+ *\| *(?:journal|process)? *\|$/gm,
  );
  return new Map(
    [...rows].map(([, name = '', type, labels = '']) => [
      name,
      `${type} ${labels.replaceAll('`', '').trim()}`,
    ]),
  );
}

describe('docs/metrics.md', () => {
  test('lists every figure with its type and labels, and no other', async () => {
    const shown = shownBy(await pageOfBusyMonitor());
    expect(shown.size).toBeGreaterThan(30);
    expect(Object.fromEntries(listed())).toEqual(Object.fromEntries(shown));
  });

  test('tells the buckets', () => {
    const [, told = ''] = /^- Buckets: (.+)\.$/m.exec(docs) ?? [];
    const bounds = told.split(/ and |, /).map((bound) => Number.parseFloat(bound));
    const inSeconds = bounds.map((bound, i) => (i < 7 ? bound / 1_000 : bound));
    expect(inSeconds).toEqual([...DURATION_BUCKETS]);
  });

  test('has rules and queries that ask for figures that there are', async () => {
    const { families } = await pageOfBusyMonitor();
    const rules = rulesFile.parse(parse(rulesText)).groups.flatMap((group) => group.rules);
    expect(rules.map(({ alert }) => alert)).toEqual([
      'TocsinNotRunning',
      'TocsinCannotTell',
      'TocsinJournalFailing',
    ]);
    expect(queries).toHaveLength(4);
    for (const query of [...rules.map(({ expr }) => expr), ...queries]) {
      const asked = [...query.matchAll(/tocsin_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((name) => !families.has(name))).toEqual([]);
    }
  });

  test('has rules and queries that Prometheus takes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-rules-'));
    const check = async (text: string): Promise<string | undefined> => {
      const file = join(folder, 'rules.yaml');
      await writeFile(file, text);
      return promtool(['check', 'rules', file]);
    };
    const asRules = queries.map((expr, i) => ({ record: `query:${i}`, expr }));
    expect((await check(rulesText)) ?? '').toBe('');
    expect((await check(JSON.stringify({ groups: [{ name: 'queries', rules: asRules }] }))) ?? '').toBe('');
    expect(await check(rulesText.replace('absent(', 'absent(('))).not.toBe('');
    await rm(folder, { recursive: true });
  });
});
