import { realpathSync, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';

/**
 * Files, and what they were like right before they were read: whoever changes one later than that is noticed, even while
 * it is being read. A link counts as what it leads to, by whatever folders; a file that is not there, as one that may
 * come. Nothing of the system's own is asked to tell of changes: that loses sight of links, of folders that another takes
 * the place of, and of what others do to a file system of the network.
 */
export class FollowedFiles {
  readonly #stamps = new Map<string, string>();
  #noted = new Set<string>();

  /** A file, absolute, is about to be read. */
  note(file: string): void {
    this.#noted.add(file);
    this.#stamps.set(file, stampNow(file));
  }

  /** All files are about to be read: those that are not noted from now on may be left alone soon. */
  begin(): void {
    this.#noted = new Set();
  }

  /** Leaves alone what was not noted since the beginning. */
  keepNoted(): void {
    for (const file of this.#stamps.keys()) if (!this.#noted.has(file)) this.#stamps.delete(file);
  }

  /** What files are like now that were otherwise when they were read. */
  async changed(): Promise<ReadonlyMap<string, string>> {
    const changed = new Map<string, string>();
    // One at a time: a file system that does not answer must not hold up all that the process reads.
    for (const [file, before] of [...this.#stamps]) {
      const now = await stampOf(file);
      // It may have been read meanwhile.
      if (now !== before && this.#stamps.get(file) === before) changed.set(file, now);
    }
    return changed;
  }

  /** They are taken note of, whether they will be read or not. */
  accept(changed: ReadonlyMap<string, string>): void {
    for (const [file, stamp] of changed) this.#stamps.set(file, stamp);
  }
}

type Facts = Readonly<Record<'mtimeNs' | 'ctimeNs' | 'size', bigint>>;

function stampNow(file: string): string {
  try {
    return stampFor(realpathSync(file), statSync(file, { bigint: true }));
  } catch (error) {
    return troubleOf(error);
  }
}

async function stampOf(file: string): Promise<string> {
  try {
    return stampFor(await realpath(file), await stat(file, { bigint: true }));
  } catch (error) {
    return troubleOf(error);
  }
}

/** Not the number of its inode: some file systems give a file another one each time. */
function stampFor(real: string, { mtimeNs, ctimeNs, size }: Facts): string {
  return [real, mtimeNs, ctimeNs, size].join(' ');
}

function troubleOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
