// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax under test

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { type LoadedConfig, loadConfig, loadJournalSetting } from '../../src/config/load-config.js';
import { ConfigError } from '../../src/domain/config-error.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-config-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('a configuration file', () => {
  it.each([
    ['yaml', 'services:\n  api:\n    check: https://example.com/\n    every: 5s\n'],
    ['yml', 'services: { api: { check: https://example.com/, every: 5s } }'],
    ['json', '{ "services": { "api": { "check": "https://example.com/", "every": "5s" } } }'],
    ['js', "export default { services: { api: { check: 'https://example.com/', every: '5s' } } };"],
    ['mjs', "export const config = { services: { api: { check: 'https://example.com/', every: '5s' } } };"],
    ['cjs', "module.exports = { services: { api: { check: 'https://example.com/', every: '5s' } } };"],
    [
      'ts',
      "const every: string = '5s';\nexport default { services: { api: { check: 'https://example.com/', every } } };",
    ],
    [
      'mts',
      "export default async () => ({ services: { api: { check: 'https://example.com/', every: '5s' } } });",
    ],
  ])('may be written in .%s and is found by itself', async (extension, text) => {
    await write(`tocsin.config.${extension}`, text);
    const { file, resolved, checks } = await load();
    expect(file).toBe(`tocsin.config.${extension}`);
    expect(resolved.services.get('api')?.everyMs).toBe(5_000);
    expect(checks.get('api')).toBe('http');
  });

  it('may have any name and place if it is named', async () => {
    await mkdir(join(directory, 'etc'));
    await write('etc/watch.yaml', 'services: { api: https://example.com/ }');
    expect((await load('etc/watch.yaml')).file).toBe('etc/watch.yaml');
  });

  it('may begin with a byte order mark', async () => {
    await write('tocsin.config.json', '\uFEFF{ "services": { "api": "https://example.com/" } }');
    expect((await load()).resolved.services.size).toBe(1);
  });

  it('may share settings through anchors and merge keys', async () => {
    await write(
      'tocsin.config.yaml',
      'services:\n  a: &slow { check: https://a.example/, every: 5m }\n  b: { <<: *slow, check: https://b.example/ }\n',
    );
    const { services } = (await load()).resolved;
    expect([...services.values()].map(({ everyMs }) => everyMs)).toEqual([300_000, 300_000]);
  });

  it.each([
    [
      'yaml',
      'x-slow: &slow { every: 5m }\nx-hook: "${UNSET}"\nservices:\n  a: { <<: *slow, check: https://a.example/ }\n',
    ],
    [
      'json',
      '{ "x-of": { "team": "web" }, "services": { "a": { "check": "https://a.example", "every": "5m" } } }',
    ],
  ])(
    'may hold what is only there to be shared, under a name that begins with x-: %s',
    async (extension, text) => {
      await write(`tocsin.config.${extension}`, text);
      const { resolved, written } = await load();
      expect(resolved.services.get('a')?.everyMs).toBe(300_000);
      expect(Object.keys(Object(written))).toEqual(['services']);
    },
  );

  it('may hold such a name nowhere else', async () => {
    await write('a.yaml', 'services: { a: { check: https://a.example, x-team: web } }\nx: 1');
    await expect(load('a.yaml')).rejects.toThrow(
      /services\.a\.x-team: unknown setting.*\bx: unknown setting/s,
    );
  });

  it('written as a program may import tocsin wherever it stands, and hold checks and channels', async () => {
    await write('helper.ts', "export const name: string = 'api';");
    await write(
      'tocsin.config.ts',
      `import { marker } from 'tocsin';
       import { name } from './helper.js';
       const channel = { kind: 'pager', send: async () => {} };
       export default {
         services: { [name]: function ping() { return marker; }, host: { check: { type: 'memory' } } },
         channels: { pager: channel, ops: { channel, minSeverity: 'error' }, out: { type: 'console' } },
       };`,
    );
    const { resolved, checks } = await load(undefined, {}, { tocsin: { marker: 'from outside' } });
    expect(resolved.services.get('api')?.check({ service: 'api', signal: AbortSignal.abort() })).toBe(
      'from outside',
    );
    expect([...checks]).toEqual([
      ['api', 'ping'],
      ['host', 'memory'],
    ]);
    expect([...resolved.channels].map(([name, { channel }]) => [name, channel.kind])).toEqual([
      ['pager', 'pager'],
      ['ops', 'pager'],
      ['out', 'console'],
    ]);
  });

  it('takes its variables from the environment', async () => {
    await write(
      'tocsin.config.yaml',
      'services: { api: { check: "${URL}", every: "${EVERY:-7s}", failureThreshold: "${N}" } }',
    );
    const { resolved } = await load(undefined, { URL: 'https://example.com/', N: '5' });
    expect(resolved.services.get('api')).toMatchObject({ everyMs: 7_000, failureThreshold: 5 });
  });
});

describe('the journal of a configuration file', () => {
  it('is named, not made', async () => {
    await write('tocsin.config.yaml', 'services: { api: https://example.com/ }\njournal: "${DB:-data.db}"');
    const { config, journal } = await load();
    expect(journal).toEqual({
      folder: directory,
      spec: { type: 'sqlite', path: join(directory, 'data.db') },
    });
    expect(config).not.toHaveProperty('journal');
    expect(await readdir(directory)).toEqual(['tocsin.config.yaml']);
  });

  it('lies relative to the file, not to the working directory', async () => {
    await mkdir(join(directory, 'etc'));
    await write('etc/watch.yaml', 'services: { api: https://example.com/ }\njournal: tocsin.db');
    const { journal } = await load('etc/watch.yaml');
    expect(journal.spec).toEqual({ type: 'sqlite', path: join(directory, 'etc', 'tocsin.db') });
  });

  it('may be bounded by variables', async () => {
    await write(
      'a.yaml',
      `services: { api: https://example.com/ }
journal: { type: sqlite, path: a.db, retention: { events: "\${KEEP}", days: "\${DAYS}" } }`,
    );
    const { journal } = await load('a.yaml', { KEEP: '30d', DAYS: 'false' });
    expect(journal.spec).toMatchObject({ retention: { events: 2_592_000_000, days: false } });
  });

  it('may be made by a program', async () => {
    const text = `const read = async function* () {};
      const done = async () => {};
      export default {
        services: { api: 'https://example.com/' },
        journal: { open: done, append: done, read, close: done },
      };`;
    await write('a.mjs', text);
    const { config, journal } = await load('a.mjs');
    expect(journal.given).toBe(Reflect.get(config, 'journal'));
    await write('b.mjs', text.replace('read,', ''));
    const message = 'expected a journal, found an object without read; add what is missing';
    expect(await issues('b.mjs')).toEqual([{ path: 'journal', message }]);
    await expect(setting('b.mjs')).rejects.toThrow(message);
  });

  it('is refused with everything else that is wrong', async () => {
    await write('a.yaml', 'services: { api: { check: 7 } }\njournal: { type: sqlite }');
    expect((await issues('a.yaml')).map(({ path }) => path)).toEqual(['services.api.check', 'journal.path']);
  });

  it('may be named by the environment alone', async () => {
    expect(
      await setting(undefined, { TOCSIN_JOURNAL__TYPE: 'sqlite', TOCSIN_JOURNAL__PATH: 'a.db' }),
    ).toEqual({
      folder: directory,
      spec: { type: 'sqlite', path: join(directory, 'a.db') },
    });
    expect(await setting(undefined, { TOCSIN_SERVICES__A: 'https://a.example' })).toEqual({
      folder: directory,
    });
    await expect(setting()).rejects.toThrow('there is no tocsin.config');
  });

  it('can be read alone, whatever else is wrong', async () => {
    await write('a.yaml', 'services: { api: "${URL}", db: 7 }\nchannels: 7\njournal: tocsin.db');
    expect(await setting('a.yaml')).toEqual({
      folder: directory,
      spec: { type: 'sqlite', path: join(directory, 'tocsin.db') },
    });
    await write('b.yaml', 'services: {}');
    expect(await setting('b.yaml')).toEqual({ folder: directory });
    expect(
      await setting('a.yaml', { TOCSIN_JOURNAL__PATH: 'other.db', TOCSIN_HTTP__TOKEN_FILE: '/none' }),
    ).toEqual({
      folder: directory,
      spec: { type: 'sqlite', path: join(directory, 'other.db') },
    });
    await write('c.yaml', 'journal: "${DB}"');
    await expect(setting('c.yaml')).rejects.toThrow(
      'journal: the environment variable DB is not set; set it, or write ${DB:-default}',
    );
  });
});

describe('a configuration file that cannot be used', () => {
  it('is missed where there is none', async () => {
    expect(await messages()).toEqual([
      `there is no tocsin.config.{ts,mts,js,mjs,cjs,json,yaml,yml} in ${directory}; make one, or name a file with --config`,
    ]);
  });

  it('is not chosen among several', async () => {
    await write('tocsin.config.yaml', '');
    await write('tocsin.config.json', '');
    expect(await messages()).toEqual([
      `there is more than one configuration in ${directory}: tocsin.config.json, tocsin.config.yaml; keep one, or name it with --config`,
    ]);
  });

  it('is told apart: missing, a directory, another kind of file', async () => {
    await mkdir(join(directory, 'dir.yaml'));
    expect(await messages('none.yaml')).toEqual(['cannot read none.yaml: there is no such file']);
    expect(await messages('none.ts')).toEqual(['cannot read none.ts: there is no such file']);
    expect(await messages('dir.yaml')).toEqual(['cannot read dir.yaml: it is a directory']);
    expect(await messages('tocsin.toml')).toEqual([
      'tocsin.toml is no configuration file; its name must end in one of ts, mts, js, mjs, cjs, json, yaml, yml',
    ]);
  });

  const EMPTY = 'is empty; see docs/configuration.md for what it may hold';
  it.each([
    ['a.json', '', `a.json ${EMPTY}`],
    ['a.yaml', ' \n', `a.yaml ${EMPTY}`],
    ['a.yaml', '# nothing yet\n', `a.yaml ${EMPTY}`],
    ['a.json', '{\n  "services": {},\n}', 'a.json:3:1 is not JSON: expected a name in double quotes'],
    ['a.json', '{ "token": hunter2 }', 'a.json:1:12 is not JSON: expected a value'],
    [
      'a.yaml',
      'services:\n  a: 1\n  a: 2\n',
      'a.yaml:3:3 is not YAML: the same name stands here a second time',
    ],
    ['a.yaml', 'services:\n\ta: 1\n', 'a.yaml:2:1 is not YAML: a tab cannot indent; use spaces'],
    [
      'a.yaml',
      'a: "x\n',
      'a.yaml:2:1 is not YAML: a character is missing, such as a closing quote, bracket or brace',
    ],
    ['a.yaml', 'a: *b\n', 'a.yaml:1:4 is not YAML: there is no anchor of that name before this alias'],
    ['a.yaml', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1 is not YAML: there is a second document; keep one'],
    [
      'a.js',
      'export const other = 1;',
      'a.js exports no configuration; write export default defineConfig({ … })',
    ],
    ['a.mjs', "throw new Error('no database');", 'cannot load a.mjs: no database'],
  ])('says where and why: %s %j', async (name, text, message) => {
    await write(name, text);
    expect(await messages(name)).toEqual([message]);
  });

  it('is refused where a program is not one', async () => {
    await write('a.ts', 'export default {{');
    expect(await messages('a.ts')).toEqual([expect.stringMatching(/^cannot load a\.ts: /)]);
  });

  it('passes on what a check in a program finds wrong', async () => {
    await write('a.mjs', "import { fail } from 'tocsin';\nfail();");
    const fail = (): never => {
      throw new ConfigError([{ path: 'httpCheck.url', message: 'is not a URL' }]);
    };
    await expect(load('a.mjs', {}, { tocsin: { fail } })).rejects.toThrow('httpCheck.url: is not a URL');
  });

  it('is refused where there is nothing to watch', async () => {
    await write('a.yaml', 'services: {}');
    await write('b.yaml', 'alerts: {}');
    const message = "there is nothing to watch; add one, such as api: 'https://example.com/health'";
    expect(await issues('a.yaml')).toEqual([{ path: 'services', message }]);
    expect(await issues('b.yaml')).toEqual([{ path: 'services', message }]);
  });

  it('tells each place once, the variable that is missing before what comes of it', async () => {
    await write('a.yaml', 'services: { api: { check: "${URL}", every: "${EVERY}" } }');
    expect((await issues('a.yaml')).map(({ message }) => message)).toEqual([
      'the environment variable URL is not set; set it, or write ${URL:-default}',
      'the environment variable EVERY is not set; set it, or write ${EVERY:-default}',
    ]);
  });

  it('shows the variable in place of what came out of it', async () => {
    await write(
      'a.yaml',
      'services: { api: { check: https://example.com/, every: "${SPAN}", dependsOn: ["${OTHER}"] } }',
    );
    expect(await issues('a.yaml', { SPAN: 'hunter2', OTHER: 'swordfish' })).toEqual([
      {
        path: 'services.api.every',
        message:
          "expected a duration above 0: milliseconds or a text such as '500ms', '30s' or '5m', found \"${SPAN}\"",
      },
      { path: 'services.api.dependsOn.0', message: 'there is no service "${OTHER}"; name one of services' },
    ]);
  });

  it('leaves nothing beside itself', async () => {
    await write('tocsin.config.ts', "export default { services: { api: 'https://example.com/' } };");
    await load();
    expect(await readdir(directory)).toEqual(['tocsin.config.ts']);
  });
});

function write(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text);
}

function load(
  file?: string,
  environment: Readonly<Record<string, string>> = {},
  modules: Readonly<Record<string, unknown>> = {},
): Promise<LoadedConfig> {
  const make = createPartFactory(false);
  return loadConfig({ file, directory, environment, make, modules: async () => modules });
}

function setting(
  file?: string,
  environment: Readonly<Record<string, string>> = {},
): ReturnType<typeof loadJournalSetting> {
  return loadJournalSetting({ file, directory, environment, modules: async () => ({}) });
}

async function issues(
  file?: string,
  environment?: Readonly<Record<string, string>>,
): Promise<readonly { path: string; message: string }[]> {
  try {
    await load(file, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

async function messages(file?: string): Promise<string[]> {
  return (await issues(file)).map(({ message }) => message);
}
