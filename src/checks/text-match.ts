/** Whether a text contains another, or matches an expression. */
export function matchesText(wanted: string | RegExp, text: string): boolean {
  if (typeof wanted === 'string') return text.includes(wanted);
  // `lastIndex` of a global or sticky expression would make the answer depend on the last one.
  wanted.lastIndex = 0;
  return wanted.test(text);
}
