import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('docs/errors.md lists every code that Tocsin raises, and no other', () => {
  const code = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
    .join('\n');
  // Node's own families of codes are told apart by a prefix that ends in an underscore.
  const raised = new Set([...code.matchAll(/'(ERR_[A-Z_]*[A-Z])'/g)].map(([, name]) => name));
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const listed = new Set([...page.matchAll(/^\| `(ERR_\w+)`/gm)].map(([, name]) => name));
  expect(raised.size).toBeGreaterThan(10);
  expect([...listed].sort()).toEqual([...raised].sort());
});

test('docs/events.md lists every type of event, and no other', () => {
  const source = readFileSync(join(root, 'src/domain/events.ts'), 'utf8');
  const types = new Set([...source.matchAll(/readonly '([a-z]+\.[a-z]+)':/g)].map(([, name]) => name));
  const page = readFileSync(join(root, 'docs/events.md'), 'utf8');
  const listed = new Set([...page.matchAll(/^\| `([a-z]+\.[a-z]+)`/gm)].map(([, name]) => name));
  expect(types.size).toBeGreaterThan(15);
  expect([...listed].sort()).toEqual([...types].sort());
});
