/** A hidden page has no frames, yet its title has to tell of what happens. */
const LONGEST_WAIT = 250;

/** Makes a function that gathers items and hands them on together, at most once a frame. */
export function perFrame<Item>(take: (items: readonly Item[]) => void): (item: Item) => void {
  let gathered: Item[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = undefined;
    const items = gathered;
    gathered = [];
    take(items);
  };
  return (item) => {
    gathered.push(item);
    if (timer !== undefined) return;
    frame = requestAnimationFrame(flush);
    timer = setTimeout(flush, LONGEST_WAIT);
  };
}
