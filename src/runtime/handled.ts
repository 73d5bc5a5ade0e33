/** A call that nobody waits for must not end the process when it is refused; who does wait is told all the same. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
