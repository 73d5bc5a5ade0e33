import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** Something that is asked of the server. What was known stays known while it is asked for again. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly loading: boolean;
}

export interface UseLoaded<Value> {
  readonly loaded: ReadonlySignal<Loaded<Value>>;
  readonly reload: () => void;
}

/**
 * Loads something now and whenever `key` changes, of which only the latest answer counts. A new key forgets what was
 * loaded under the old one, {@link UseLoaded.reload} does not.
 */
export function useLoaded<Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): UseLoaded<Value> {
  const loaded = useSignal<Loaded<Value>>({ value: undefined, error: undefined, loading: true });
  const turn = useSignal(0);
  const loader = useRef(load);
  loader.current = load;
  const loadedKey = useRef<string | undefined>(undefined);

  const start = (): (() => void) => {
    const aborter = new AbortController();
    const known = loadedKey.current === key ? loaded.peek().value : undefined;
    loadedKey.current = key;
    loaded.value = { value: known, error: undefined, loading: true };
    loader.current(aborter.signal).then(
      (value) => {
        if (!aborter.signal.aborted) loaded.value = { value, error: undefined, loading: false };
      },
      (error: unknown) => {
        if (!aborter.signal.aborted) loaded.value = { value: known, error, loading: false };
      },
    );
    return () => aborter.abort();
  };
  // The turn is read so that `reload` starts the effect anew.
  const turned = turn.value;
  useEffect(start, [key, turned]);
  return { loaded, reload: () => void turn.value++ };
}
