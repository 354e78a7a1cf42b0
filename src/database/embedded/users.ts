import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './postmaster.js';

/**
 * Which processes use the server of a folder: the last one to leave stops it. One empty file a process, named after
 * its pid; the file of a process that died without leaving is recognised and removed.
 */
export class ServerUsers {
  private static readonly ours = new Set<string>();
  private readonly folder: string;
  private readonly own = `${process.pid}-${randomBytes(4).toString('hex')}`;

  constructor(folder: string) {
    this.folder = join(folder, 'users');
  }

  async enter(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, this.own), '');
    ServerUsers.ours.add(this.own);
  }

  async leave(): Promise<void> {
    ServerUsers.ours.delete(this.own);
    await rm(join(this.folder, this.own), { force: true });
  }

  /** Whether another live process, or another part of this one, uses the server. */
  async hasOthers(): Promise<boolean> {
    const names = await readdir(this.folder).catch(() => []);
    let others = 0;
    for (const name of names) {
      if (name === this.own) continue;
      if (await this.isInUse(name)) others += 1;
      else await rm(join(this.folder, name), { force: true });
    }
    return others > 0;
  }

  private async isInUse(name: string): Promise<boolean> {
    const pid = Number(name.split('-')[0]);
    if (pid === process.pid) return ServerUsers.ours.has(name);
    const written = await stat(join(this.folder, name)).catch(() => undefined);
    const bootedAtMs = Date.now() - uptime() * 1000;
    return written !== undefined && written.mtimeMs > bootedAtMs && isAlive(pid);
  }
}
