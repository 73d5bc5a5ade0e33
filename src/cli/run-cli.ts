import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, parseArgs, renderUsage, runCommand } from 'citty';
import { didYouMean } from '../domain/closest-name.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { VERSION } from '../http/version.js';
import { EXIT_OK } from './exit-codes.js';
import { wantsColour } from './paint.js';

/** Each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandDef<ArgsDef>>>> = {
  run: async () => (await import('./run-command.js')).runCommand,
  validate: async () => (await import('./validate-command.js')).validateCommand,
  events: async () => (await import('./events-command.js')).eventsCommand,
  replay: async () => (await import('./replay-command.js')).replayCommand,
  backtest: async () => (await import('./backtest-command.js')).backtestCommand,
  send: async () => (await import('./send-command.js')).sendCommand,
};

const root = defineCommand<ArgsDef>({
  meta: {
    name: 'tocsin',
    version: VERSION,
    description: 'Watches services and tells when something is wrong',
  },
  subCommands: COMMANDS,
});

/**
 * Does what the arguments say and returns the exit code.
 *
 * @throws {@link TocsinError} `ERR_USAGE` for arguments that cannot be, and whatever the command throws.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-v') return print(VERSION);
  if (name === '' || name === '--help' || name === '-h') return print(await usage(root));
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const what = name.startsWith('-') ? 'option' : 'command';
    throw usageError(
      `there is no ${what} ${name}${didYouMean(name, Object.keys(COMMANDS))}`,
      'tocsin --help',
    );
  }
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) return print(await usage(command, root));
  await refuseUnknown(rest, command, name);
  const { result } = await runCommand(command, { rawArgs: rest });
  return typeof result === 'number' ? result : EXIT_OK;
}

async function refuseUnknown(args: string[], command: CommandDef<ArgsDef>, name: string): Promise<void> {
  const definitions = (await (typeof command.args === 'function' ? command.args() : command.args)) ?? {};
  const known = Object.entries(definitions).flatMap(([long, definition]) => [long, ...aliases(definition)]);
  const { _: positional, ...options } = parseArgs(args, definitions);
  const help = `tocsin ${name} --help`;
  for (const [option, value] of Object.entries(options)) {
    if (!known.includes(option)) {
      const suggestion = didYouMean(option, Object.keys(definitions)).replace('mean ', 'mean --');
      throw usageError(`${name} has no option ${option.length > 1 ? '--' : '-'}${option}${suggestion}`, help);
    }
    if (value === '') throw usageError(`the option --${option} needs a value`, help);
  }
  const [first] = positional;
  if (first !== undefined) {
    throw usageError(`${name} takes no argument ${first}; a file is named with --config ${first}`, help);
  }
}

function aliases(definition: ArgsDef[string]): string[] {
  return 'alias' in definition ? [definition.alias ?? []].flat() : [];
}

function usageError(message: string, help: string): TocsinError {
  return new TocsinError('ERR_USAGE', `${message}\nSee ${help}`);
}

async function usage(command: CommandDef<ArgsDef>, parent?: CommandDef<ArgsDef>): Promise<string> {
  const text = await renderUsage(command, parent);
  return wantsColour(process.stdout, process.env) ? text : stripVTControlCharacters(text);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT_OK;
}
