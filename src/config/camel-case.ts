/** How a setting is called that a variable names in capitals: `MIN_SEVERITY` is `minSeverity`. */
export function camelCase(name: string): string {
  return name.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
