import { expect, it } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { testMonitor } from '../../support/monitor.js';

it('whoever asks why and goes away is read for no longer, and it is no failure of the server', async () => {
  const leaving = new AbortController();
  const inner = memoryJournal();
  let read = 0;
  const journal = {
    ...inner,
    async *read(options: Parameters<typeof inner.read>[0]) {
      for await (const event of inner.read(options)) {
        if (event.type === 'notification.requested' && ++read === 3) leaving.abort();
        yield event;
      }
    },
  };
  const { monitor, clock } = testMonitor({ journal });
  const said: unknown[] = [];
  const say = (_fields: object, message?: string): void => void said.push(message);
  const logger = { debug: say, info: say, warn: say, error: say };
  const handler = createHandler(monitor, { clock, logger, token: false });
  for (let n = 0; n < 20; n++) await monitor.alert({ title: `Alert ${n}`, severity: 'error' });
  await monitor.flush();
  const url = `http://localhost/api/explain/merged-${'0'.repeat(32)}`;
  await handler.fetch(new Request(url, { signal: leaving.signal }));
  expect(read).toBe(3);
  expect(said).toEqual([]);
  handler.close();
  await monitor.stop();
});
