/** Where lines go: a Node stream, as far as it matters here. */
export interface LineOutput {
  readonly writableLength: number;
  write(text: string): boolean;
  on(event: 'drain', listener: () => void): unknown;
}

/** How many bytes may wait for a reader. */
const MOST_WAITING = 16 * 1024 * 1024;

/**
 * Makes a function that writes lines. A reader that is slow or hangs must not cost a watch its memory: while too much
 * waits, lines are left out. Once all that waited was read, `leftOut` is told how many.
 */
export function lineWriter(
  output: LineOutput,
  leftOut: (lines: number) => void,
  mostWaiting = MOST_WAITING,
): (line: string) => void {
  let missed = 0;
  output.on('drain', () => {
    if (missed === 0) return;
    const lines = missed;
    missed = 0;
    leftOut(lines);
  });
  return (line) => {
    if (output.writableLength >= mostWaiting) missed++;
    else output.write(`${line}\n`);
  };
}
