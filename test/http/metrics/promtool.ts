import { spawn } from 'node:child_process';
import { findProgram } from '../../support/find-program.js';

/**
 * What Prometheus' own tool says of what it is given; empty if it finds nothing wrong. `undefined` where it is not
 * installed: what the tests check by themselves has to do there.
 */
export async function promtool(args: readonly string[], input = ''): Promise<string | undefined> {
  const program = findProgram('promtool');
  if (program === undefined) return undefined;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? '' : `${said}\npromtool ended with ${code}`));
    child.stdin.end(input);
  });
}
