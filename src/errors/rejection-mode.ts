/** What Node does with a rejection that nobody handles: its `--unhandled-rejections`. */
export type RejectionMode = 'throw' | 'strict' | 'warn' | 'none' | 'warn-with-error-code';

const MODES: readonly RejectionMode[] = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code'];

/** The mode that a process was started with. What stands on the command line goes before `NODE_OPTIONS`. */
export function rejectionMode(execArgv: readonly string[], nodeOptions: string | undefined): RejectionMode {
  return modeIn(execArgv) ?? modeIn((nodeOptions ?? '').split(/\s+/)) ?? 'throw';
}

/** The last one counts. */
function modeIn(words: readonly string[]): RejectionMode | undefined {
  let mode: RejectionMode | undefined;
  words.forEach((word, i) => {
    const [, inline] = /^["']?--unhandled[-_]rejections(?:=([\w-]+))?["']?$/.exec(word) ?? [];
    const isOption = /^["']?--unhandled[-_]rejections\b/.test(word);
    if (!isOption) return;
    const found = inline ?? words[i + 1];
    mode = MODES.find((known) => known === found) ?? mode;
  });
  return mode;
}
