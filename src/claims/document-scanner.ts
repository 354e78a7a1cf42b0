import { setTimeout as pause } from 'node:timers/promises';

export type ScanVerdict = 'CLEAN' | 'INFECTED';
/** PENDING: no scanner has answered yet; nobody may read the file. */
export type ScanState = ScanVerdict | 'PENDING';

export interface ScannedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** Looks for malware, e.g. a client of clamd. May throw and may take its time: a file waits for it as PENDING. */
export interface DocumentScanner {
  scan(file: ScannedFile): Promise<ScanVerdict>;
}

/** For installations without a scanner: what an upload may be is checked, what it hides is not. */
export const acceptingScanner: DocumentScanner = { scan: async () => 'CLEAN' };

const SCAN_WITHIN_MS = 5_000;

/** The scanner's verdict, or PENDING when it fails or does not answer in time. */
export async function scanState(scanner: DocumentScanner, file: ScannedFile): Promise<ScanState> {
  const timer = new AbortController();
  const late = pause(SCAN_WITHIN_MS, 'PENDING' as const, { signal: timer.signal }).catch(() => 'PENDING' as const);
  try {
    return await Promise.race([scanner.scan(file), late]);
  } catch {
    return 'PENDING';
  } finally {
    timer.abort();
  }
}
