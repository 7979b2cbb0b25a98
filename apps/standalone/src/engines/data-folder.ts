import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Fault, messageOf } from '@touchstone/runtime';
import { takeLock } from './folder-lock.js';

/** The one folder that a standalone Touchstone lives in: engines' data, secrets, and what it has to remember. */
export class DataFolder {
  private constructor(
    readonly root: string,
    private readonly unlock: () => void,
  ) {}

  /**
   * Opens the folder for this process alone, creating it on the first use.
   * @throws Fault `conflict` while another process uses it, `unavailable` where it cannot be written.
   */
  static open(path: string): DataFolder {
    const root = resolve(path);
    try {
      mkdirSync(root, { recursive: true });
      // others may pass through (where we are root, the database server is another user) and not look around
      chmodSync(root, 0o711);
      const lock = takeLock(join(root, 'touchstone.lock'));
      if ('release' in lock) return new DataFolder(root, lock.release);
      throw new Fault(
        'conflict',
        `The data folder ${root} is in use by another Touchstone (process ${lock.heldBy}): stop that one, or take another folder with --data DIR.`,
      );
    } catch (thrown) {
      if (thrown instanceof Fault) throw thrown;
      throw new Fault('unavailable', `The data folder ${root} cannot be used: ${messageOf(thrown)}`, {
        cause: thrown,
      });
    }
  }

  path(...names: string[]): string {
    return join(this.root, ...names);
  }

  /** What was written under the name; null if nothing was. */
  read(name: string): string | null {
    return readNote(this.root, name);
  }

  /** Remembers a text, readable by its owner only; whole or not at all. */
  write(name: string, text: string): void {
    const file = this.path(name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }

  /** Forgets what was written under the name. */
  forget(name: string): void {
    rmSync(this.path(name), { force: true });
  }

  /** The remembered text, made on the first use. */
  keep(name: string, make: () => string): string {
    const known = this.read(name);
    if (known !== null) return known;
    const text = make();
    this.write(name, text);
    return text;
  }

  close(): void {
    this.unlock();
  }
}

/** A note in the data folder of a Touchstone that may be running. */
export function readNote(root: string, name: string): string | null {
  const file = join(root, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
