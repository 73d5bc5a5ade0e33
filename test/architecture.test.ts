import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = sourceFiles();

/** What each folder may import, besides itself. Top-level files of src are entry points and may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  machines: [],
  'src/domain': ['machines'],
  'src/checks': ['machines', 'src/domain'],
  'src/pipeline': ['machines', 'src/domain'],
  'src/channels': ['machines', 'src/domain'],
  'src/journal': ['machines', 'src/domain'],
  'src/config': ['machines', 'src/domain'],
  'src/errors': ['machines', 'src/domain'],
  'src/breakers': ['machines', 'src/domain'],
  'src/runtime': [
    'machines',
    'src/domain',
    'src/checks',
    'src/pipeline',
    'src/channels',
    'src/journal',
    'src/config',
    'src/errors',
    'src/breakers',
  ],
  'src/http': [
    'machines',
    'src/domain',
    'src/checks',
    'src/pipeline',
    'src/channels',
    'src/journal',
    'src/config',
    'src/errors',
    'src/breakers',
    'src/runtime',
  ],
  'src/embed': [
    'machines',
    'src/domain',
    'src/checks',
    'src/pipeline',
    'src/channels',
    'src/journal',
    'src/config',
    'src/errors',
    'src/breakers',
    'src/runtime',
    'src/http',
  ],
  'src/testing': ['machines', 'src/domain', 'src/pipeline', 'src/channels', 'src/journal', 'src/runtime'],
  'src/cli': [
    'machines',
    'src',
    'src/domain',
    'src/checks',
    'src/pipeline',
    'src/channels',
    'src/journal',
    'src/config',
    'src/errors',
    'src/breakers',
    'src/runtime',
    'src/http',
  ],
};

/** The only file that may ask the machine for time, chance and ids. */
const SYSTEM_CLOCK = 'src/runtime/system-clock.ts';
/** A test clock lets promises settle with the real turn of the event loop. */
const AMBIENT =
  /\bDate\.now\(|new Date\(\)|(?<![.\w])setTimeout\((?!task[:,])|(?<![.\w])setInterval\(|Math\.random\(|randomUUID\(|performance\.now\(|AbortSignal\.timeout\(|\basyncScheduler\b|\basapScheduler\b/;

describe('the house', () => {
  test('has files to look at', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('is imported downward only', () => {
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => folderOf(imported) !== folderOf(file))
        .filter(
          (imported) => !(MAY_IMPORT[folderOf(file)] ?? [folderOf(imported)]).includes(folderOf(imported)),
        )
        .map((imported) => `${file} -> ${imported}`),
    );
    expect(broken).toEqual([]);
  });

  test('has no import cycles', () => {
    expect(cycle()).toEqual([]);
  });

  test('keeps machines free of everything but xstate', () => {
    const foreign = files
      .filter((file) => folderOf(file) === 'machines')
      .flatMap((file) => packagesOf(file).map((name) => `${file}: ${name}`))
      .filter((line) => !line.endsWith(': xstate'));
    expect(foreign).toEqual([]);
  });

  test('asks for time, chance and ids in one file only', () => {
    const guilty = files.filter((file) => file !== SYSTEM_CLOCK && AMBIENT.test(codeOf(file)));
    expect(guilty).toEqual([]);
    expect(AMBIENT.test(codeOf(SYSTEM_CLOCK))).toBe(true);
  });

  test('lets the page take nothing but types and pure words from the server', () => {
    const broken = pageFiles().flatMap((file) =>
      [...codeOf(file).matchAll(/import\s+(type\s+)?[^'";]*from\s+'([^']+)'/g)]
        .filter(([, , name = '']) => /(?:^|\/)(?:src|machines)\//.test(name))
        .filter(([, isType, name = '']) => isType === undefined && !/\/src\/domain\//.test(name))
        .map(([, , name]) => `${file} -> ${name}`),
    );
    expect(pageFiles().length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  test('has no dumping grounds, no star exports and no switched-off types', () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils|types|helpers|misc|common)\.ts$/.test(file))).toEqual([]);
    expect(files.filter((file) => /export \* /.test(codeOf(file)))).toEqual([]);
    expect(
      files.filter((file) =>
        /@ts-(?:ignore|nocheck|expect-error)|\bas any\b|as unknown as/.test(codeOf(file)),
      ),
    ).toEqual([]);
  });

  test('has small files with names in kebab case', () => {
    expect(
      files.filter((file) => !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.ts$/.test(file.split('/').at(-1) ?? '')),
    ).toEqual([]);
    expect(files.filter((file) => codeOf(file).split('\n').length > 400)).toEqual([]);
    const lengths = files.map((file) => codeOf(file).split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(120);
  });
});

function sourceFiles(): string[] {
  return ['machines', 'src']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

function pageFiles(): string[] {
  return readdirSync(join(root, 'dashboard/src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `dashboard/src/${file.replaceAll('\\', '/')}`);
}

function codeOf(file: string): string {
  // Comments may speak of what code must not do.
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

function specifiersOf(file: string): string[] {
  return [...codeOf(file).matchAll(/(?:from\s+|import\s*\(\s*|import\s+)'([^']+)'/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, normalize(join(root, dirname(file), name))).replace(/\.js$/, '.ts'));
}

function packagesOf(file: string): string[] {
  return specifiersOf(file).filter((name) => !name.startsWith('.'));
}

function folderOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'src' && parts.length > 2 ? `src/${parts[1]}` : (parts[0] ?? '');
}

/** The first cycle found, as the files along it. */
function cycle(): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const imported of importsOf(file)) {
      const found = visit(imported);
      if (found.length > 0) return found;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of files) {
    const found = visit(file);
    if (found.length > 0) return found;
  }
  return [];
}
