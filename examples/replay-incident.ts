// Asks the journal why nobody was told at 03:12: npx jiti examples/replay-incident.ts

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMonitor, sqliteJournal } from 'tocsin';

const folder = await mkdtemp(join(tmpdir(), 'tocsin-replay-'));
const journal = sqliteJournal(join(folder, 'tocsin.db'));

const monitor = createMonitor({ journal });
await monitor.start();
monitor.silences.add({ match: { category: 'database' }, for: '2h', by: 'ann', reason: 'moving the rack' });
const { id } = await monitor.alert({ title: 'Replica lags', severity: 'error', category: 'database' });

// Why was nobody told of it?
const explanation = await monitor.explain(id);
for (const { what } of explanation?.steps ?? [])
  process.stdout.write(`${what.replace(/silence \S+/, 'a silence')}\n`);

// And all that was recorded, in order; `tocsin replay` tells it in sentences.
for await (const { type, subject } of monitor.events({ after: 1 })) {
  process.stdout.write(`${type}${type === 'alert.raised' ? ` ${subject}` : ''}\n`);
}
await monitor.stop();
await rm(folder, { recursive: true });
