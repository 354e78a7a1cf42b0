import 'reflect-metadata';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { KEYS_FILE } from '../../sandbox/greeting.js';
import { StoryGateway } from './gateway.js';
import { StoryError } from './story-error.js';

export interface OpenGateway {
  readonly gateway: StoryGateway;
  /** Leaves everything as it was found. */
  close(): Promise<void>;
}

export interface GatewayChoice {
  readonly url: string;
  /** Whether the caller named the gateway: then no other will do. */
  readonly isGiven: boolean;
  readonly dataFolder: string;
}

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function keysIn(folder: string): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await readFile(join(folder, KEYS_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, string>>);
}

/** A gateway of the story's own, with a sandbox of its own that is thrown away. */
async function startOwn(): Promise<OpenGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'covergraph-story-'));
  const [{ createApp }, { readConfig }] = await Promise.all([import('../../app.js'), import('../../config.js')]);
  const config = readConfig({ DATA_FOLDER: folder, PORT: '0', LOG_LEVEL: 'silent' });
  if (!config.ok) throw new StoryError(JSON.stringify(config.error));
  const app = await createApp(config.value, pino({ level: 'silent' }));
  const { url } = await app.listen();
  return {
    gateway: new StoryGateway(url, app.newKeys ?? {}),
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The running gateway with the keys its sandbox left in the data folder, or else one of the story's own. */
export async function openGateway({ url, isGiven, dataFolder }: GatewayChoice): Promise<OpenGateway> {
  const keys = (await isUp(url)) ? await keysIn(dataFolder) : undefined;
  if (keys) return { gateway: new StoryGateway(url, keys), close: async () => undefined };
  if (isGiven) throw new StoryError(`no gateway answers at ${url}, or ${join(dataFolder, KEYS_FILE)} is missing`);
  return startOwn();
}
