import type { Status } from '../domain/service.js';

/** SGR codes. */
const CODES = { dim: 2, red: 31, green: 32, yellow: 33, grey: 90 } as const;

export type Colour = keyof typeof CODES;

/** Puts a text into a colour, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const STATUS_COLOURS: Readonly<Record<Status, Colour>> = {
  unknown: 'grey',
  healthy: 'green',
  degraded: 'yellow',
  unhealthy: 'red',
};

export function createPaint(coloured: boolean): Paint {
  return (colour, text) => (coloured ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/** Whether to colour: `FORCE_COLOR` decides before `NO_COLOR`, and that before what the stream is. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = environment;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY === true;
}
