import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Inside the project, so that packages are found from it. */
const folder = join(root, '.snippets');

test('every TypeScript snippet of the documentation compiles', { timeout: 60_000 }, async () => {
  const snippets = documents().flatMap(snippetsOf);
  expect(snippets.length).toBeGreaterThan(5);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { name, code } of snippets) writeFileSync(join(folder, name), code);
  const options = {
    noUnusedLocals: false,
    verbatimModuleSyntax: false,
    noUnusedParameters: false,
    noEmit: true,
    rootDir: '..',
    paths: pathsFrom('..'),
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', compilerOptions: options, include: ['*.ts'] }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
    (error: unknown) => {
      if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) };
      throw error;
    },
  );
  expect(stdout).toBe('');
  rmSync(folder, { recursive: true, force: true });
});

function documents(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  return ['README.md', ...docs.sort()];
}

interface Snippet {
  readonly name: string;
  readonly code: string;
}

/** Blocks marked `ts`; each is a module of its own. One without imports may use whatever `tocsin` exports. */
function snippetsOf(document: string): Snippet[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ''], i) => ({
    name: `${document.replace(/\W+/g, '-')}-${i + 1}.ts`,
    code: `${code.includes('import ') ? '' : importsFor(code)}${code}\nexport {};\n`,
  }));
}

function importsFor(code: string): string {
  const index = readFileSync(join(root, 'src/index.ts'), 'utf8');
  const exported = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.replace('type ', '').trim()),
  );
  const used = exported.filter((name) => name !== '' && new RegExp(`\\b${name}\\b`).test(code));
  return used.length === 0 ? '' : `import { ${used.join(', ')} } from 'tocsin';\n`;
}

function pathsFrom(base: string): Record<string, string[]> {
  return {
    tocsin: [`${base}/src/index.ts`],
    'tocsin/embed': [`${base}/src/embed.ts`],
    'tocsin/http': [`${base}/src/http.ts`],
    'tocsin/machines': [`${base}/machines/index.ts`],
    'tocsin/operators': [`${base}/src/operators.ts`],
    'tocsin/testing': [`${base}/src/testing.ts`],
  };
}
