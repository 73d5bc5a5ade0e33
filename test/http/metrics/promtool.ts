import { spawn } from 'node:child_process';

/**
 * What Prometheus' own tool says of what it is given; empty if it finds nothing wrong. `undefined` where it is not
 * installed: what the tests check by themselves has to do there.
 */
export function promtool(args: readonly string[], input = ''): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('promtool', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    child.stdin.on('error', () => {});
    child.once('error', (error) =>
      'code' in error && error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.once('close', (code) => resolve(code === 0 ? '' : `${said}\npromtool ended with ${code}`));
    child.stdin.end(input);
  });
}
