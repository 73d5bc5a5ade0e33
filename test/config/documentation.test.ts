import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { CHECK_TYPES } from '../../src/config/check-types.js';
import { readFileConfig } from '../../src/config/file-config.js';
import { channelSpec, checkSpec } from '../../src/config/file-schema.js';
import { interpolate } from '../../src/config/interpolate.js';
import { journalSpec } from '../../src/config/journal-schema.js';
import { readJournalSetting } from '../../src/config/journal-setting.js';
import { parseConfigText } from '../../src/config/parse-config-text.js';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { issuesOf } from '../../src/config/schema-parts.js';
import { ConfigError } from '../../src/domain/config-error.js';

const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
const page = read('configuration.md');
/** The page of checks has the options of those that a file can name, too. */
const pages = page + read('checks.md');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

const environment = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  SMTP_PASSWORD: 'secret',
  PROBE_TOKEN: 'secret',
};

/** What a README or the demo shows of a file of one's own. */
const FIRST: readonly [where: string, text: string][] = [
  ['README.md', /```yaml\n(.*?)```/s.exec(read('../README.md'))?.[1] ?? ''],
  [
    'examples/demo/tocsin.config.ts',
    /such as\n\n(.*?)\n\nand run/s.exec(read('../examples/demo/tocsin.config.ts'))?.[1] ?? '',
  ],
];

it.each(FIRST)('the file that %s shows works as it is, without any variable', async (_, text) => {
  const filled = interpolate(await parseConfigText(text, 'yaml', 'first.yaml'), {});
  const { config, issues } = readFileConfig(filled.value, createPartFactory(false));
  expect([...filled.issues, ...issues]).toEqual([]);
  expect(resolveConfig(config).services.size).toBeGreaterThan(0);
});

describe('docs/configuration.md', () => {
  it('has an example of every part', () => {
    const parts = ['services', 'channels', 'alerts', 'defaults', 'errors', 'http', 'journal'];
    expect(parts.filter((part) => !examples.some((text) => text.includes(`${part}:`)))).toEqual([]);
  });

  it.each(examples)('has an example that works: %s', async (text) => {
    const filled = interpolate(await parseConfigText(text, 'yaml', 'example.yaml'), environment);
    const { config, issues } = readFileConfig(filled.value, createPartFactory(false));
    const journal = readJournalSetting(filled.value, '/etc/tocsin.config.yaml');
    expect([...filled.issues, ...issues, ...journal.issues]).toEqual([]);
    expect(() => resolveConfig(config)).not.toThrow();
  });

  it('names every setting that there is', () => {
    const names = [
      ...known({ '?': 1 }),
      ...known({ services: { a: { '?': 1 } } }),
      ...known({ channels: { a: { '?': 1 } } }),
      ...known({ channels: { a: { match: { '?': 1 } } } }),
      ...known({ alerts: { '?': 1, throttle: { '?': 1 }, group: { '?': 1 } } }),
      ...known({ defaults: { '?': 1 } }),
      ...known({ errors: { '?': 1, triggers: { a: { '?': 1 } } } }),
      ...known({ http: { '?': 1 } }),
      ...Object.keys(CHECK_TYPES).flatMap((type) => knownTo(checkSpec, { type, '?': 1 })),
      ...['console', 'slack', 'discord', 'webhook', 'email'].flatMap((type) =>
        knownTo(channelSpec, { type, '?': 1 }),
      ),
      ...['sqlite', 'memory'].flatMap((type) => knownTo(journalSpec, { type, path: 'x', '?': 1 })),
      ...knownTo(journalSpec, { type: 'sqlite', path: 'x', retention: { '?': 1 } }),
    ];
    expect(names.length).toBeGreaterThan(60);
    const missing = names.filter((name) => !new RegExp(`\`([\\w.]+\\.)?${name}\\b`).test(pages));
    expect(new Set(missing)).toEqual(new Set());
  });
});

function known(config: unknown): string[] {
  try {
    resolveConfig(config);
  } catch (error) {
    if (error instanceof ConfigError) return namesIn(error.issues);
    throw error;
  }
  return [];
}

function knownTo(
  schema: typeof checkSpec | typeof channelSpec | typeof journalSpec,
  given: unknown,
): string[] {
  const result = schema.safeParse(given);
  return result.success ? [] : namesIn(issuesOf(result.error));
}

/** The names that the complaints about unknown settings list. */
function namesIn(issues: readonly { message: string }[]): string[] {
  return issues.flatMap(({ message }) => /known are (.*)$/.exec(message)?.[1]?.split(', ') ?? []);
}
