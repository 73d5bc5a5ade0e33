/** A hidden page has no frames, yet its title has to tell of what happens. */
const HIDDEN_PAUSE = 250;

/** Makes a function that gathers items and hands them on together, at most once a frame. */
export function perFrame<Item>(take: (items: readonly Item[]) => void): (item: Item) => void {
  let gathered: Item[] = [];
  let scheduled = false;
  const flush = (): void => {
    scheduled = false;
    const items = gathered;
    gathered = [];
    take(items);
  };
  return (item) => {
    gathered.push(item);
    if (scheduled) return;
    scheduled = true;
    if (document.hidden) setTimeout(flush, HIDDEN_PAUSE);
    else requestAnimationFrame(flush);
  };
}
