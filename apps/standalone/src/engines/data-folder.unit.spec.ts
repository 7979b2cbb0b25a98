import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder.js';
import { startOfProcess } from './process-identity.js';

let root: string;
let other: ChildProcess;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'touchstone-folder-'));
  other = spawn('sleep', ['60']);
});

afterEach(async () => {
  if (other.exitCode === null && other.signalCode === null) {
    other.kill();
    await once(other, 'exit');
  }
  rmSync(root, { recursive: true, force: true });
});

const lockedBy = (pid: number, startedAt: string): void =>
  writeFileSync(join(root, 'touchstone.lock'), JSON.stringify({ pid, startedAt }));

describe('the data folder', () => {
  it('is refused while another process uses it, in one line that says which and what to do', () => {
    lockedBy(other.pid!, startOfProcess(other.pid!)!);
    expect(() => DataFolder.open(root)).toThrow(
      `The data folder ${root} is in use by another Touchstone (process ${other.pid}): stop that one, or take another folder with --data DIR.`,
    );
  });

  it('is taken over from a process that was killed', async () => {
    lockedBy(other.pid!, startOfProcess(other.pid!)!);
    other.kill('SIGKILL');
    await once(other, 'exit');
    DataFolder.open(root).close();
  });

  it('is taken over where another process got the number of the one that held it', () => {
    lockedBy(other.pid!, 'another moment');
    DataFolder.open(root).close();
  });

  it('is taken over from a lock that was cut off while being written', () => {
    writeFileSync(join(root, 'touchstone.lock'), '{"pid":');
    DataFolder.open(root).close();
  });

  it('is free again after close', () => {
    const first = DataFolder.open(root);
    expect(() => DataFolder.open(root)).toThrow('in use');
    first.close();
    DataFolder.open(root).close();
  });

  it('keeps what was made first, readable by the owner alone', () => {
    const folder = DataFolder.open(root);
    expect(folder.keep('secrets/key', () => 'one')).toBe('one');
    expect(folder.keep('secrets/key', () => 'two')).toBe('one');
    expect(statSync(folder.path('secrets/key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path('secrets')).mode & 0o777).toBe(0o700);
    folder.close();
  });

  it('says why where it cannot be created', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => DataFolder.open(join(root, 'file', 'folder'))).toThrow(/cannot be used: .*ENOTDIR/);
  });
});
