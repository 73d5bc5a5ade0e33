/**
 * The ancestor of every error that Tocsin raises by itself.
 * Tell errors apart by {@link TocsinError.code}: it is stable, the message is not.
 *
 * @example
 * try { await monitor.check('api') } catch (error) {
 *   if (error instanceof TocsinError && error.code === 'ERR_UNKNOWN_SERVICE') { … }
 * }
 */
export class TocsinError extends Error {
  override readonly name: string = 'TocsinError';
  /** A stable, upper-case code such as `ERR_UNKNOWN_SERVICE`; docs/errors.md lists them all. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
