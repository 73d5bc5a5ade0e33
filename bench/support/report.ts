/** Whether only to show that the benchmarks run: small sizes, figures that mean nothing. */
export const SMOKE = process.argv.includes('--smoke');

/** One size for real, another for a smoke run. */
export function size(real: number, smoke: number): number {
  return SMOKE ? smoke : real;
}

/** Prints a heading. */
export function heading(text: string): void {
  print(`\n${text}`);
}

/** Prints one figure. */
export function figure(name: string, value: number, unit: string): void {
  print(`  ${name.padEnd(58)} ${format(value).padStart(10)} ${unit}`);
}

/** Prints a ratio against a floor taken in the same run, beside what is aimed at. */
export function ratio(name: string, value: number, aim: string): void {
  print(`  ${name.padEnd(58)} ${format(value).padStart(10)} x (aim: ${aim})`);
}

function format(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
