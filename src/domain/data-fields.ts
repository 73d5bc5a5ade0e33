import { CUT_MARK, cleanLine } from './clean-text.js';
import { plainData } from './plain-data.js';

/** One field of an alert's data, ready to be shown. */
export interface DataField {
  readonly name: string;
  readonly value: string;
}

/** Longest name and value shown; the smallest limits of the channels are near. */
const LONGEST_NAME = 100;
const LONGEST_VALUE = 1_000;

/** The first fields of an alert's data as lines of text: strings as they are, anything else as JSON. */
export function dataFields(data: object, most = 20): DataField[] {
  const fields = Object.entries(plainData(data)).map(([name, value]) => ({
    name: cleanLine(name, LONGEST_NAME),
    value: cleanLine(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_VALUE),
  }));
  if (fields.length <= most) return fields;
  return [...fields.slice(0, most - 1), { name: CUT_MARK, value: `${fields.length - most + 1} more fields` }];
}
