import type { CheckContext, CheckResult, Outcome } from '../domain/check.js';
import { kindOf, OptionIssues } from '../domain/option-issues.js';
import { redactText } from '../domain/redact.js';
import { clockOf } from './clock-of.js';
import type { ClosableCheck } from './closable-check.js';
import { readPluginOutput } from './plugin-output.js';
import { type CommandEnd, type CommandPlan, type RunningCommand, startCommand } from './run-command.js';

/** Where and with what a program runs. */
export interface CommandCheckOptions {
  /** Default: that of this process. */
  readonly cwd?: string | undefined;
  /**
   * Added to `PATH`, `HOME`, `USER`, `LANG`, `LC_ALL`, `TZ` and `TMPDIR`; nothing else of this process's environment is
   * handed on, since it may hold secrets. They are told nowhere.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How many bytes of its output are looked at; the rest is read and forgotten. Default 64 KiB, at most 1 MiB. */
  readonly maxOutput?: number | undefined;
}

const OPTIONS: readonly string[] = ['cwd', 'env', 'maxOutput'] satisfies (keyof CommandCheckOptions)[];

/** What a program may see of this process's environment. */
const HANDED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;

const KIBIBYTE = 1024;

/** By the convention of monitoring plugins; 3 means that the plugin could not find out. */
const OUTCOMES: Readonly<Record<number, Outcome>> = { 0: 'pass', 1: 'warn', 2: 'fail' };
const UNKNOWN = 3;

/**
 * Runs a program, without a shell, and takes its exit status as the convention of monitoring plugins (Nagios, Icinga)
 * has it: 0 passes, 1 warns, 2 fails, 3 and all others fail as unknown. The first line that it writes is the message,
 * credentials masked; what follows a `|` there is read as performance data.
 *
 * When the check is given up, the program and all that it started in its process group are told to end, and are made to
 * 2 s later; at once when the service goes away or the monitor stops. The data holds the `exitStatus`, or the `signal`
 * that ended it, and `perfdata`: of each figure `value`, `unit`, `warn`, `crit`, `min`, `max` as far as they are given.
 *
 * @throws {@link ConfigError} if the command or an option cannot be used. Arguments are not repeated.
 * @example commandCheck('/usr/lib/nagios/plugins/check_ntp_time', ['-H', 'pool.ntp.org'])
 */
export function commandCheck(
  command: string,
  args: readonly string[] = [],
  options: CommandCheckOptions = {},
): ClosableCheck {
  const plan = planCommand(command, args, options);
  const name = /[^/\\]*$/.exec(command)?.[0] ?? '';
  const running = new Set<RunningCommand>();
  const commandCheck = async (context: CheckContext): Promise<CheckResult> => {
    const { signal } = context;
    signal.throwIfAborted();
    const run = startCommand(plan, clockOf(context, 'commandCheck'));
    running.add(run);
    const abort = (): void => run.terminate();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const end = await run.ended;
      signal.throwIfAborted();
      return judge(end, name, plan);
    } finally {
      signal.removeEventListener('abort', abort);
      running.delete(run);
    }
  };
  const close = (): void => {
    for (const run of running) run.kill();
  };
  return Object.assign(commandCheck, { close });
}

function judge(end: CommandEnd, name: string, plan: CommandPlan): CheckResult {
  if ('code' in end) {
    return { outcome: 'fail', message: cannotRun(end.code, plan), data: { code: end.code } };
  }
  const { exitStatus, signal, stdout, stderr } = end;
  const { text, perfdata } = readPluginOutput(stdout);
  const [complaint = ''] = stderr.trim().split('\n');
  const told = redactText(text === '' ? complaint : text);
  const figures = Object.keys(perfdata).length === 0 ? {} : { perfdata };
  if (exitStatus === undefined) {
    const message = [`ended by ${signal ?? 'a signal'} (${name})`, told].filter(Boolean).join(': ');
    return { outcome: 'fail', message, data: { signal, ...figures } };
  }
  const data = { exitStatus, ...figures };
  const outcome = OUTCOMES[exitStatus];
  if (outcome !== undefined && told !== '') return { outcome, message: told, data };
  const status = exitStatus === UNKNOWN ? 'unknown' : `exit status ${exitStatus}`;
  const message = told === '' ? `${status} (${name})` : `${status}: ${told}`;
  return outcome === 'pass' ? { outcome, data } : { outcome: outcome ?? 'fail', message, data };
}

/** Node does not tell whether it is the program or the folder. */
function cannotRun(code: string, { command, cwd }: CommandPlan): string {
  if (code === 'ENOENT') {
    const where = /[/\\]/.test(command) ? '' : ' in the folders of PATH';
    const folder = cwd === undefined ? '' : `, or no folder ${cwd} to run it in`;
    return `there is no program ${command}${where}${folder}`;
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `${command} may not be run${cwd === undefined ? '' : `, or not in the folder ${cwd}`}`;
  }
  return `${command} cannot be run: ${code}`;
}

function planCommand(command: string, args: readonly string[], options: CommandCheckOptions): CommandPlan {
  const issues = new OptionIssues('commandCheck');
  issues.known(options, OPTIONS);
  const { cwd, env = {}, maxOutput = 64 * KIBIBYTE } = options;
  const program = issues.text('command', command, "'/usr/lib/nagios/plugins/check_load'");
  if (/\0/.test(program)) issues.add('command', 'has a zero byte in it');
  // Arguments and the environment may hold secrets: they are not shown.
  if (!Array.isArray(args)) {
    issues.add('args', `${kindOf(args)} is not a list of texts; there is no shell`);
  } else {
    args.forEach((arg: unknown, i) => {
      if (typeof arg !== 'string' || arg.includes('\0'))
        issues.add(`args.${i}`, 'is not a text without zero bytes');
    });
  }
  if (cwd !== undefined) issues.text('cwd', cwd, "'/var/lib/app'");
  if (typeof env !== 'object' || env === null) issues.add('env', 'is not texts by name');
  for (const [variable, value] of Object.entries(env ?? {})) {
    // As in `process.env`, what is not set may be there without a value.
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.includes('\0') || !/^[^=\0]+$/.test(variable)) {
      issues.add(`env.${variable}`, 'is not a text without zero bytes');
    }
  }
  const bytes = issues.whole('maxOutput', maxOutput, { from: 1, to: 1024 * KIBIBYTE });
  issues.throwIfAny();
  return {
    command: program,
    args: [...args],
    cwd,
    env: () => set({ ...handedOn(), ...env }),
    maxOutput: bytes,
  };
}

function handedOn(): Record<string, string | undefined> {
  return Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]]));
}

/** What is set of it. */
function set(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
