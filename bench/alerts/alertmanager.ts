import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { request } from 'undici';
import { watched } from './child.js';

const PROGRAM = 'prometheus-alertmanager';

/** Whether there is one to compare with. */
export function hasAlertmanager(): boolean {
  return spawnSync(PROGRAM, ['--version']).status === 0;
}

/** Starts a real Alertmanager that tells of each alert by itself and at once, as Tocsin does. */
export async function startAlertmanager(
  folder: string,
  sink: number,
): Promise<{ child: ChildProcess; port: number }> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(
    config,
    `route: { receiver: sink, group_by: ['...'], group_wait: 0s, group_interval: 1m, repeat_interval: 4h }
receivers: [{ name: sink, webhook_configs: [{ url: 'http://127.0.0.1:${sink}/hook' }] }]
`,
  );
  const port = await freePort();
  const args = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ];
  const child = watched(spawn(PROGRAM, args, { stdio: 'ignore' }));
  for (let tries = 0; tries < 200; tries++) {
    const status = await request(`http://127.0.0.1:${port}/-/ready`).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      },
      () => 0,
    );
    if (status === 200) return { child, port };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${PROGRAM} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
