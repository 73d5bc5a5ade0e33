import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadModule } from '../../src/config/load-module.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-module-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

class Marker {}
const marker = new Marker();
const modules = { tocsin: { Marker, marker } };

/** What a file exports that all others get by name or as a whole. */
const PARTS: Readonly<Record<string, (n: number) => string>> = {
  'part.ts': (n) => `const x: number = await Promise.resolve(${n}); export default { n: x };`,
  'part.mts': (n) => `export default { n: ${n} as number };`,
  'part.js': (n) => `export default { n: await Promise.resolve(${n}) };`,
  'part.mjs': (n) => `export default { n: await Promise.resolve(${n}) };`,
  'part.cjs': (n) => `module.exports = { n: ${n} };`,
  'part.json': (n) => `{ "n": ${n} }`,
};
const ESM = (part: string): string =>
  `import part from './${part}'; import { marker } from 'tocsin';
   export default { n: await Promise.resolve(part.n), marker, url: import.meta.url };`;
const COMMON = (part: string): string =>
  `const part = require('./${part}'); module.exports = { n: part.n, marker: require('tocsin').marker };`;
/** A package that says nothing of what its .js files are. */
const UNTYPED = {};
const TYPED = { type: 'module' };

describe('a program that is a configuration', () => {
  it.each(['tocsin.config.ts', 'tocsin.config.mts', 'tocsin.config.js', 'tocsin.config.mjs'])(
    'is read anew in %s, and so is what it imports',
    async (name) => {
      for (const [part, textOf] of Object.entries(PARTS)) {
        await write('package.json', JSON.stringify(TYPED));
        for (const n of [1, 2]) {
          await write(part, textOf(n));
          await write(name, ESM(part));
          const loaded = await load(name);
          expect(loaded, part).toMatchObject({ n, url: expect.stringMatching(`/${name}$`) });
          expect(Reflect.get(loaded, 'marker')).toBe(marker);
        }
        await write(name, ESM(part).replace('{ n:', '{ own: 3, n:'));
        expect(await load(name), part).toMatchObject({ n: 2, own: 3 });
      }
    },
  );

  it.each([
    ['tocsin.config.cjs', TYPED, 'part.cjs'],
    ['tocsin.config.cjs', UNTYPED, 'part.json'],
    ['tocsin.config.js', UNTYPED, 'part.cjs'],
    ['tocsin.config.js', UNTYPED, 'part.json'],
  ])('is read anew in %s of CommonJS in %j, and so is %s that it requires', async (name, manifest, part) => {
    await write('package.json', JSON.stringify(manifest));
    for (const n of [1, 2]) {
      await write(part, PARTS[part]?.(n) ?? '');
      await write(name, COMMON(part));
      const loaded = await load(name);
      expect(loaded).toMatchObject({ n });
      expect(Reflect.get(loaded, 'marker')).toBe(marker);
    }
    await write(name, COMMON(part).replace('{ n:', '{ own: 3, n:'));
    expect(await load(name)).toMatchObject({ n: 2, own: 3 });
  });

  it('may be a function that CommonJS exports', async () => {
    await write('a.cjs', 'module.exports = async () => ({ n: 1 });');
    expect(await load('a.cjs')).toEqual({ n: 1 });
  });

  it('must export one', async () => {
    for (const text of ['', 'globalThis.nothing;', 'export {};', 'export const other = 1;']) {
      for (const name of text.includes('export ') ? ['a.mjs', 'a.ts', 'a.js'] : ['a.cjs', 'a.js', 'a.ts']) {
        await write(name, text);
        await expect(load(name), name + text).rejects.toThrow(`${name} exports no configuration`);
      }
    }
  });

  it('may require modules where nothing has to be waited for', async () => {
    await write('deep.mjs', 'export const n = 1;');
    await write('part.mjs', "export { n } from './deep.mjs';");
    await write('tocsin.config.cjs', COMMON('part.mjs'));
    expect(await load('tocsin.config.cjs')).toMatchObject({ n: 1 });
    await write('deep.mjs', 'export const n = 2;');
    expect(await load('tocsin.config.cjs')).toMatchObject({ n: 2 });
  });

  it('may go round in circles, and runs each module once', async () => {
    await write('a.mjs', "import { b } from './b.mjs'; export const a = () => b; export const seen = {};");
    await write('b.mjs', "import { a } from './a.mjs'; export const b = 1; export const later = () => a();");
    await write(
      'c.mjs',
      "import { a, seen } from './a.mjs'; import { later } from './b.mjs'; import * as again from './a.mjs'; export default { a: a(), later: later(), once: seen === again.seen };",
    );
    expect(await load('c.mjs')).toEqual({ a: 1, later: 1, once: true });
  });

  it('gets packages from Node, once', async () => {
    await mkdir(join(directory, 'node_modules', 'kept'), { recursive: true });
    await write('node_modules/kept/package.json', '{ "type": "module", "exports": "./index.js" }');
    await write('node_modules/kept/index.js', 'export const kept = {};');
    await write('a.mjs', "import { kept } from 'kept'; export default kept;");
    expect(await load('a.mjs')).toBe(await load('a.mjs'));
  });

  it('imports from where it is, whatever link leads to it', async () => {
    await mkdir(join(directory, 'real'));
    await write('real/part.mjs', 'export default { n: 1 };');
    await write('real/a.mjs', ESM('part.mjs'));
    await symlink(join('real', 'a.mjs'), join(directory, 'a.mjs'));
    expect(await load('a.mjs')).toMatchObject({ n: 1 });
  });
});

function write(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text);
}

async function load(name: string): Promise<object> {
  const loaded = await loadModule(join(directory, name), name, modules);
  if (typeof loaded !== 'object' || loaded === null) throw new Error('it exports no object');
  return loaded;
}
