import { availableParallelism } from 'node:os';
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
    // Most of the time would go by with importing everything anew for each file. Whoever changes what all share, such as
    // an environment variable, changes it back.
    isolate: false,
    // By itself it takes one less than there are cores: one, where there are two.
    ...(availableParallelism() === 2 ? { maxWorkers: 2 } : {}),
    // Only so that nothing hangs: two at a time share two cores, and none of them measures time.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    setupFiles: ['test/support/seed.ts'],
    allowOnly: false,
    passWithNoTests: false,
  },
});
