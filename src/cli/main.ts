#!/usr/bin/env node
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.js';
import { reportError } from './report-error.js';
import { runCli } from './run-cli.js';

// A reader that went away, such as `head`, is no failure; whoever still writes is told by `untilStopped`. Other failures,
// such as a full disk, end nothing: `run` still watches and tells its other channels.
let outputFailed = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || outputFailed) return;
  outputFailed = true;
  process.stderr.write(
    `tocsin error: cannot write to stdout: ${error.code ?? error.name}; nothing more is written there\n`,
  );
});
process.stderr.on('error', () => {});

process.on('uncaughtException', (error) => process.exit(reportError(error)));

// What a configuration opened, such as a database, must not keep the process from ending.
const code = await runCli(process.argv.slice(2)).catch(reportError);
process.exit(code === EXIT_OK && outputFailed ? EXIT_FAILURE : code);
