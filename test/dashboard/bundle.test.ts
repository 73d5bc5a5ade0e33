import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'dist/dashboard');
const sources = join(root, 'dashboard/src');
const html = readFileSync(join(built, 'index.html'), 'utf8');

/** What the page loads before it is used, by its kind. */
function loadedFirst(kind: 'js' | 'css'): string {
  const [, path = ''] = new RegExp(`(?:src|href)="\\./(assets/[^"]+\\.${kind})"`).exec(html) ?? [];
  return readFileSync(join(built, path), 'utf8');
}

describe('the built page', () => {
  it('is small: what is loaded first is less than 60 kB of script and 15 kB of style, packed', () => {
    const script = loadedFirst('js');
    expect(gzipSync(script).length).toBeLessThan(60_000);
    expect(gzipSync(loadedFirst('css')).length).toBeLessThan(15_000);
    // The chart's library is loaded where a chart is seen.
    expect(script).not.toContain('uplot');
  });

  it('keeps to a policy without inline scripts and styles', () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('asks nothing of other servers', () => {
    const files = readdirSync(join(built, 'assets')).map((name) =>
      readFileSync(join(built, 'assets', name), 'utf8'),
    );
    const addresses = [html, ...files].flatMap((text) => text.match(/https?:\/\/[\w.-]+/g) ?? []);
    // The names of the languages of drawings and mathematics, which nobody asks for.
    expect([...new Set(addresses)].filter((address) => address !== 'http://www.w3.org')).toEqual([]);
  });
});

describe('the sources of the page', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );

  it('take from the server types, and from its words and rules what a browser can run', () => {
    const taken = files.flatMap((file) =>
      [...readFileSync(join(sources, file), 'utf8').matchAll(/^import (?!type )[^;]*?from '([^']+)'/gm)]
        .map(([, path = '']) => path)
        .filter(
          (path) =>
            /\/(?:src|machines)\//.test(path.replace(/^(?:\.\.?\/)+/, '/')) && path.startsWith('../../../'),
        )
        .map((path) => path.replace(/^(?:\.\.\/)+/, '')),
    );
    expect([...new Set(taken)].filter((path) => !path.startsWith('src/domain/'))).toEqual([]);
    expect(taken.length).toBeGreaterThan(5);
  });

  it('never put markup into the page', () => {
    const guilty = files.filter((file) =>
      /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(
        readFileSync(join(sources, file), 'utf8'),
      ),
    );
    expect(guilty).toEqual([]);
  });

  it('are small files in kebab case', () => {
    const written = files.filter((file) => !file.startsWith('generated'));
    expect(
      written.filter((file) => !/^[a-z0-9-]+(?:\.d)?\.tsx?$/.test(file.split(/[\\/]/).at(-1) ?? '')),
    ).toEqual([]);
    expect(
      written.filter((file) => readFileSync(join(sources, file), 'utf8').split('\n').length > 300),
    ).toEqual([]);
  });
});
