import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packed = packedFiles();

describe('the package', () => {
  const pages = packed.filter((file) => file === 'README.md' || /^docs\/.*\.md$/.test(file));

  test('has the pages, the pictures, the samples and the examples, and nothing of what they leave behind', () => {
    expect(pages.length).toBeGreaterThan(20);
    const wanted = [
      'docs/images/page-services-light.png',
      'docs/samples/slack/first.json',
      'examples/mount/hono.ts',
    ];
    expect(wanted.filter((file) => !packed.includes(file))).toEqual([]);
    expect(packed.filter((file) => /\.db(-\w+)?$|^test\/|^src\//.test(file))).toEqual([]);
  });

  test.each(pages)('has all that %s links to', (page) => {
    const dead = linksOf(page).filter(({ file, anchor }) => {
      if (!packed.some((known) => known === file || known.startsWith(`${file}/`))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
    });
    expect(dead).toEqual([]);
  });
});

interface Link {
  readonly file: string;
  readonly anchor: string | undefined;
}

function packedFiles(): string[] {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(listed);
  return files.map(({ path }) => path);
}

/** Those of a page that lead to other files, or to a heading of its own. */
function linksOf(page: string): Link[] {
  const text = withoutCode(page);
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    return [{ file: path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, ''), anchor }];
  });
}

/** The names that GitHub gives to headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...withoutCode(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

function withoutCode(page: string): string {
  return readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
}
