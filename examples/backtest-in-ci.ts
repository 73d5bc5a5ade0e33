// Refuses a change of the rules under which something critical would have been missed: npx jiti examples/backtest-in-ci.ts

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backtest, createMonitor, type MonitorConfig, sqliteJournal } from 'tocsin';

const folder = await mkdtemp(join(tmpdir(), 'tocsin-backtest-'));
const file = join(folder, 'tocsin.db');

// In earnest this is a copy of the journal of last week.
const before = createMonitor({ journal: sqliteJournal(file), alerts: { group: { by: ['key'] } } });
await before.alert({ title: 'Payments are down', severity: 'critical', category: 'payments' });
await before.alert({ title: 'Disk is filling up', severity: 'warning', category: 'system' });
await before.flush();
await before.stop();

// What is proposed: it means well, and routes too little.
const proposed: MonitorConfig = { alerts: { minSeverity: 'error' } };
const { recorded, simulated, missing, missedCritical } = await backtest({
  journal: sqliteJournal(file),
  config: proposed,
});
process.stdout.write(`${recorded.length} were told, ${simulated.length} would be\n`);
for (const { severity, title } of missing) process.stdout.write(`missing: [${severity}] ${title}\n`);
await rm(folder, { recursive: true });
process.exitCode = missedCritical.length > 0 ? 1 : 0;
