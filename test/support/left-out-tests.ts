import { existsSync } from 'node:fs';
import { findProgram } from './find-program.js';

/** Test files that need a program which not every machine has, and whether it is there. */
const NEEDS: readonly { readonly file: string; readonly what: string; readonly isThere: () => boolean }[] = [
  {
    file: 'test/e2e/page.test.ts',
    what: 'Chromium',
    isThere: () =>
      process.env.TOCSIN_CHROMIUM !== undefined ||
      ['chromium', 'chromium-browser', 'google-chrome'].some((name) => findProgram(name) !== undefined) ||
      existsSync('/Applications/Google Chrome.app'),
  },
  {
    file: 'test/e2e/prometheus.test.ts',
    what: 'prometheus and amtool',
    isThere: () => findProgram('prometheus') !== undefined && findProgram('amtool') !== undefined,
  },
];

/**
 * The test files that cannot run on this machine, told on stderr. In CI none is left out: there everything is installed,
 * and what is missing fails.
 */
export function leftOutTests(): string[] {
  if (process.env.CI !== undefined) return [];
  const missing = NEEDS.filter(({ isThere }) => !isThere());
  for (const { file, what } of missing) {
    process.stderr.write(`${file} is left out: this machine has no ${what}\n`);
  }
  return missing.map(({ file }) => file);
}
