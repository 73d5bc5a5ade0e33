import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { builtStartWorker } from './test/support/built-worker.js';
import { leftOutTests } from './test/support/left-out-tests.js';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const built = builtStartWorker();

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tocsin$/, replacement: file('./src/index.ts') },
      { find: /^tocsin\/embed$/, replacement: file('./src/embed.ts') },
      { find: /^tocsin\/http$/, replacement: file('./src/http.ts') },
      { find: /^tocsin\/machines$/, replacement: file('./machines/index.ts') },
      { find: /^tocsin\/operators$/, replacement: file('./src/operators.ts') },
      { find: /^tocsin\/testing$/, replacement: file('./src/testing.ts') },
      ...(built === undefined ? [] : [{ find: /^\.\/start-worker\.js$/, replacement: built }]),
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOutTests()],
    setupFiles: ['test/support/seed.ts'],
    allowOnly: false,
    passWithNoTests: false,
  },
});
