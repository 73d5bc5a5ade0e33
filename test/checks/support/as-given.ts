/**
 * Options as JavaScript programs and files may give them, whatever their type says.
 *
 * @param json what is given, as JSON
 */
export function asGiven<T>(json: string): T {
  // It is the test's business that this is wrong.
  const given: T = JSON.parse(json);
  return given;
}
