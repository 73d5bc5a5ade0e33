import { expect, test, vi } from 'vitest';
import { openAt, someEvents, temporaryPath } from '../../support/journal-files.js';

/** The thread takes its time to start. */
vi.setConfig({ testTimeout: 30_000 });

test('a reader that is slower than the disk leaves the host turns between one part of a journal and the next', async () => {
  const journal = await openAt(await temporaryPath());
  await journal.append(someEvents(20_000));
  let turns = 0;
  let over = false;
  const turn = (): void => {
    turns++;
    if (!over) setImmediate(turn);
  };
  let count = 0;
  for await (const event of journal.read()) {
    if (count === 0) setImmediate(turn);
    // As slow as one that makes something of it.
    for (let i = 0; i < 20; i++) JSON.stringify(event);
    count++;
  }
  over = true;
  expect(count).toBe(20_000);
  expect(turns).toBeGreaterThanOrEqual(19);
  await journal.close();
});
