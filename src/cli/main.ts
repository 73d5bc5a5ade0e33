#!/usr/bin/env node
import { reportError } from './report-error.js';
import { runCli } from './run-cli.js';

// A reader that went away, such as `head`, is no failure; whoever still writes is told by `untilStopped`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.on('uncaughtException', (error) => process.exit(reportError(error)));

// What a configuration opened, such as a database, must not keep the process from ending.
process.exit(await runCli(process.argv.slice(2)).catch(reportError));
