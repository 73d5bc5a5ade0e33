import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseHttp } from '../../src/cli/choose-http.js';
import type { Environment } from '../../src/config/environment-value.js';
import { ConfigError, type ConfigIssue } from '../../src/domain/config-error.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-token-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function tokenIn(content: string, environment: Environment = {}): Promise<string | undefined> {
  const file = join(directory, 'token');
  await writeFile(file, content);
  const chosen = chooseHttp({}, { TOCSIN_TOKEN_FILE: file, ...environment }, {});
  return chosen === false ? undefined : chosen.token?.reveal();
}

describe('what cannot be served so', () => {
  it.each([
    [{ host: '0.0.0.0' }, ['http.token']],
    [{ allowedOrigins: ['foo'] }, ['http.allowedOrigins.0']],
    [
      { host: '0.0.0.0', allowedOrigins: ['https://a.example', 'foo'] },
      ['http.token', 'http.allowedOrigins.1'],
    ],
  ])('is refused with the paths of the file: %j', (configured, paths) => {
    let issues: readonly ConfigIssue[] = [];
    try {
      chooseHttp({}, {}, configured);
    } catch (error) {
      if (error instanceof ConfigError) issues = error.issues;
    }
    expect(issues.map(({ path }) => path)).toEqual(paths);
  });

  it('is not what Kubernetes sets beside a Service named tocsin', () => {
    expect(chooseHttp({}, { TOCSIN_PORT: 'tcp://10.96.0.1:8627' }, { port: 80 })).toMatchObject({ port: 80 });
    expect(() => chooseHttp({}, { TOCSIN_PORT: 'abc' }, {})).toThrow('TOCSIN_PORT: expected a port');
  });
});

describe('the token in a file', () => {
  it('is what the file holds, without the line break at its end', async () => {
    expect(await tokenIn('the-token\n')).toBe('the-token');
  });

  it.each(['', '\n', ' \n'])('cannot be %j: the page would be served without one', async (content) => {
    await expect(tokenIn(content)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message:
        'the file that TOCSIN_TOKEN_FILE names is empty; write the token into it, or unset TOCSIN_TOKEN_FILE',
    });
  });

  it('is not looked at if the variable itself is set', async () => {
    expect(await tokenIn('', { TOCSIN_TOKEN: 'itself' })).toBe('itself');
    expect(await tokenIn('in-the-file', { TOCSIN_TOKEN: '' })).toBeUndefined();
  });
});
