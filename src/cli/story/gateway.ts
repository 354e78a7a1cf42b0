import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { StoryError } from './story-error.js';

/** Answers are read member by member and checked against expectations; their shape is the schema's. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Answer = any;

export interface LiveUpdates {
  readonly received: readonly Answer[];
  /** Resolves when `count` updates have come; fails the story after ten seconds. */
  atLeast(count: number): Promise<void>;
  stop(): Promise<void>;
}

const WAIT_MS = 10_000;

/** The gateway as its users reach it: HTTP and WebSocket, one key a user. */
export class StoryGateway {
  constructor(
    readonly url: string,
    private readonly keys: Readonly<Record<string, string>>,
  ) {}

  async ask(user: string, query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: this.authorization(user) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data?: Answer; errors?: unknown };
    if (answer.errors || !answer.data) throw new StoryError(`${user} was answered ${JSON.stringify(answer)}`);
    return answer.data;
  }

  /** Asks for one mutation and fails unless it answers the success type. */
  async does(user: string, query: string, variables: object, success: string): Promise<Answer> {
    const [answer] = Object.values(await this.ask(user, query, variables)) as [Answer];
    if (answer.__typename !== success) throw new StoryError(`${user} expected a ${success}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async upload(user: string, fileName: string, content: string): Promise<string> {
    const response = await fetch(`${this.url}/documents`, {
      method: 'POST',
      headers: { authorization: this.authorization(user), 'content-type': 'application/pdf', 'x-file-name': fileName },
      body: content,
    });
    if (response.status !== 201)
      throw new StoryError(`the upload was answered ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }

  subscribe(user: string, query: string, variables: Record<string, unknown>): LiveUpdates {
    const received: Answer[] = [];
    const waiting: { count: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
    const client: Client = createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.authorization(user) },
    });
    const fail = (error: unknown): void => {
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    client.subscribe(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) return fail(new StoryError(`the subscription was answered ${JSON.stringify(errors)}`));
          received.push(data);
          for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve();
        },
        error: fail,
        complete: () => undefined,
      },
    );
    return {
      received,
      atLeast: (count) =>
        new Promise((resolve, reject) => {
          if (received.length >= count) return resolve();
          const late = setTimeout(() => reject(new StoryError(`${count} live updates did not come in time`)), WAIT_MS);
          const settle = (finish: () => void) => () => {
            clearTimeout(late);
            finish();
          };
          waiting.push({ count, resolve: settle(resolve), reject });
        }),
      stop: async () => {
        await client.dispose();
      },
    };
  }

  private authorization(user: string): string {
    const key = this.keys[user];
    if (!key) throw new StoryError(`there is no key for ${user}`);
    return `Bearer ${key}`;
  }
}
