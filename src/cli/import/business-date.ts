import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type CalendarDate, isCalendarDate } from '../../kernel/index.js';
import { type Gateway, GatewayStop } from './gateway.js';

const runSchema = z.object({
  file: z.string(),
  batch: z.string(),
  key: z.string(),
  businessDate: z.string().refine(isCalendarDate),
});
const clockSchema = z.object({ now: z.iso.datetime() });

/** What makes two imports the same. */
export interface RunIdentity {
  /** Hash of the CSV file. */
  readonly file: string;
  readonly batch: string;
  /** Stands for the API key, which belongs to one gateway: another sandbox lives on other days. */
  readonly key: string;
}

const FINGERPRINT_CHARACTERS = 16;

/** A short hash that tells one API key from another and nothing else of it. */
export const keyFingerprint = (key: string): string =>
  createHash('sha256').update(key).digest('hex').slice(0, FINGERPRINT_CHARACTERS);

/**
 * The date that relative dates of a mapping count from: the gateway's, on the day the import began. It is kept beside
 * the output, because a repetition on a later day must send the same dates to be answered with the same quotes.
 */
export class PinnedDate {
  constructor(private readonly path: string) {}

  async known(run: RunIdentity): Promise<CalendarDate | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const parsed = runSchema.safeParse(parseJson(text));
    if (!parsed.success) return undefined;
    const { businessDate, ...known } = parsed.data;
    const isSame = known.file === run.file && known.batch === run.batch && known.key === run.key;
    return isSame ? businessDate : undefined;
  }

  /** Throws what the file system says. */
  async keep(run: RunIdentity, businessDate: CalendarDate): Promise<void> {
    const draft = `${this.path}.new`;
    await writeFile(draft, `${JSON.stringify({ ...run, businessDate }, null, 2)}\n`);
    await rename(draft, this.path);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The gateway's business date now, in UTC. */
export async function businessDateOf(gateway: Gateway): Promise<CalendarDate> {
  const answer = await gateway.ask('query ImportClock { businessClock { now } }', {});
  const clock = answer.ok ? clockSchema.safeParse(answer.data.businessClock) : undefined;
  const date = clock?.data?.now.slice(0, 10) ?? '';
  if (isCalendarDate(date)) return date;
  throw new GatewayStop(answer.ok ? 'the gateway does not tell its business date' : answer.error.message);
}
