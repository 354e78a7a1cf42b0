import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server writes about itself into `postmaster.pid` (layout: PostgreSQL's miscadmin.h). */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Folder of the unix socket; empty where there is none. */
  readonly socketFolder: string;
  readonly listenAddress: string;
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby' | '';
}

/** The server that `postmaster.pid` names, or undefined without a complete file. It need not be alive. */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketFolder, listenAddress, , status] = text.split('\n').map((line) => line.trim());
  if (!pid || !(Number(pid) > 0)) return undefined;
  return {
    pid: Number(pid),
    port: Number(port ?? 0),
    socketFolder: socketFolder ?? '',
    listenAddress: listenAddress ?? '',
    status: (status ?? '') as Postmaster['status'],
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is a live PostgreSQL, as far as the system tells: a pid may have been reused. */
export async function isLivePostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^Name:\s+postgres$/m.test(status) && !/^State:\s+Z/m.test(status);
}
