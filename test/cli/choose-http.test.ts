import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseHttp } from '../../src/cli/choose-http.js';
import type { Environment } from '../../src/config/environment-value.js';

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
