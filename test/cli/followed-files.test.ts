import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { FollowedFiles } from '../../src/cli/followed-files.js';
import { Reloader } from '../../src/cli/reloader.js';
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.js';
import { testMonitor } from '../support/monitor.js';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-followed-'));
  file = join(directory, 'a');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('followed files', () => {
  it('have changed if they are not what they were right before they were read', async () => {
    const files = new FollowedFiles();
    await writeFile(file, 'one');
    files.note(file);
    expect(await changed(files)).toEqual([]);
    await writeFile(file, 'more');
    expect(await changed(files)).toEqual([file]);
    expect(await changed(files)).toEqual([file]);
    files.note(file);
    expect(await changed(files)).toEqual([]);
    await writeFile(join(directory, 'new'), 'less');
    await utimes(join(directory, 'new'), 1, 1);
    await rename(join(directory, 'new'), file);
    expect(await changed(files)).toEqual([file]);
  });

  it('may be gone, or come later', async () => {
    const files = new FollowedFiles();
    files.note(file);
    expect(await changed(files)).toEqual([]);
    await writeFile(file, '');
    expect(await changed(files)).toEqual([file]);
    files.accept(await files.changed());
    expect(await changed(files)).toEqual([]);
    await rm(file);
    expect(await changed(files)).toEqual([file]);
  });

  it('are left alone once nobody reads them any more', async () => {
    const files = new FollowedFiles();
    files.note(file);
    files.note(join(directory, 'b'));
    files.begin();
    files.note(join(directory, 'b'));
    files.keepNoted();
    await writeFile(file, '');
    await writeFile(join(directory, 'b'), '');
    expect(await changed(files)).toEqual([join(directory, 'b')]);
  });
});

describe('a reloader', () => {
  it('looks again and again, says nothing while nothing changes, and leaves no timer behind', async () => {
    const { clock, monitor } = testMonitor();
    const files = new FollowedFiles();
    const told: string[] = [];
    await writeFile(file, '{ "services": { "host": "https://example.com/" } }');
    const load = (): Promise<LoadedConfig> => {
      const make = createPartFactory(false);
      const modules = async () => ({});
      return loadConfig({
        file: 'a.json',
        directory,
        environment: {},
        make,
        modules,
        about: (at) => files.note(at),
      });
    };
    await rename(file, join(directory, 'a.json'));
    const tell = (line: string): void => void told.push(line);
    const loaded = await load();
    const before = clock.pendingTasks;
    const reloader = new Reloader({ monitor, clock, loaded, load, files, tell, warn: tell });
    reloader.follow();
    await expect.poll(() => clock.pendingTasks).toBe(before + 1);
    await clock.advance('1s');
    await expect.poll(() => clock.pendingTasks).toBe(before + 1);
    expect(told).toEqual([]);
    reloader.end();
    expect(clock.pendingTasks).toBe(before);
    reloader.follow();
    await files.changed();
    await files.changed();
    expect(clock.pendingTasks).toBe(before);
    await monitor.stop();
  });
});

async function changed(files: FollowedFiles): Promise<string[]> {
  return [...(await files.changed()).keys()];
}
