import { type SettingForms, takeFlag, takeNumbers, takeText } from './setting-forms.js';

const NUMBER = /^-?\d+(\.\d+)?$/;
const FLAG = /^(true|false)$/;

/**
 * What a text from outside means at a place: itself where a text may stand, whatever it looks like; else the number, or
 * the true or false, that it writes, where one may stand.
 *
 * @param forms what may stand there; not asked for unless it matters
 * @example readText('5432', () => formsAt(['http', 'port'], config)) // 5432
 */
export function readText(text: string, forms: () => SettingForms): string | number | boolean {
  const number = NUMBER.test(text);
  if (!number && !FLAG.test(text)) return text;
  const allowed = forms();
  if (takeText(allowed, text)) return text;
  if (number) return takeNumbers(allowed) ? Number(text) : text;
  const flag = text === 'true';
  return takeFlag(allowed, flag) ? flag : text;
}
